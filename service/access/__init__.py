"""Who may do what through the service.

actors      who asks, as routes see it
addresses   what a request says of where it comes from and whom it means
tokens      keys: made, kept by their digests, revoked
rules       who is let in: the whole table, as a function
sessions    cookies for pages, signed
pace        how often one may ask
guard       the door: every request goes through it
bodies      how much one may send
headers     what browsers are told with every answer
pages       /login and /logout
routes      tokens and the audit log under /v1
"""

from service.access.actors import LOCAL, Actor, ActorOf, AdminOf

__all__ = ["LOCAL", "Actor", "ActorOf", "AdminOf"]
