"""Stories for agents that speak the Model Context Protocol.

shapes    what tools answer: words of sources always marked as data
reading   tools that read
updating  tools that write
stories   stories as resources
callers   who asks, and whether they may write
server    all of it as a server
mounted   the server at /mcp of the service
stdio     the server for one client, on standard input and output
"""
