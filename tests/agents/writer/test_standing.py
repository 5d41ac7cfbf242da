"""Sentences that say by themselves whom they tell of, and those that leave it to their neighbours."""

import pytest

from agents.writer.standing import stand_alone

TOPIC = "fire at Saint Orrin Hospital"


@pytest.mark.parametrize(
    "sentence",
    [
        "Prosecutor Iven Carrow will not bring charges against the nurses, he said on Wednesday.",
        "Director Anselm Rook said he had known nothing of the leak.",
        "Greta Solheim, a nurse from Wend, said she had seen smoke.",
        "On Monday, Prosecutor Iven Carrow said he was considering charges.",
        "Fire chief Ada Brand says she is confident that nobody is missing.",
        "An envoy to Ostmark said he had seen the list of the dead.",
        "The Libyan leader said he would receive the envoys on Monday.",
        "The police said they had found the man who forged the list.",
        "Residents of Wend said they had heard two blasts before dawn.",
        "The Velmouth Group said it had warned the Directorate twice.",
        "The health ministry of Ostmark said it was sending nine doctors.",
        "The United Nations will send tents to Wend, it said on Monday.",
    ],
)
def test_a_speaker_is_known_by_who_speaks_before_him(sentence: str) -> None:
    assert stand_alone(sentence, TOPIC) == sentence


@pytest.mark.parametrize(
    "sentence",
    [
        "The wing will reopen in October if nothing happens, she said.",
        "Ilse Varga died of her burns on Tuesday evening, he said.",
        "Viktor Hamm will be charged with negligence on Friday, he said.",
        "The British Red Cross will send a team to Wend, he said.",
        "A lawyer for Otto Hale said he was not guilty of anything.",
        "Foreign Minister Otto Hale said he was believed to be dead.",
        "President Ada Brand said he must leave the country at once.",
        "Ada Brand, the head of the school that the girl attends, said she had got no medicine.",
        "The Reform League said she had known of it since January.",
        "The Velmouth Group said it was a disgrace for all of Ostmark.",
        "The World Health Organization says it can not be stopped by anybody.",
        "The company of Wend told Otto Hale, and he said they had lied.",
        "The officials said they had seen nothing of the fire.",
        "The government says it has enough beds for all patients.",
        "The Velmouth Group said it had sent two trucks there on Friday.",
        "The Velmouth Group said it had known of no such letter.",
        "The Velmouth Group said it would appeal the ruling.",
        "Foreign Minister Otto Hale said he would speak with the leader.",
    ],
)
def test_a_pronoun_that_speaks_for_nobody_or_anybody_stays_out(sentence: str) -> None:
    assert stand_alone(sentence, TOPIC) is None


@pytest.mark.parametrize(
    "sentence",
    [
        "A nurse of the hospital died of her burns on Friday, bringing the death toll to 25.",
        "The victim, a woman of 70, died of her injuries on Sunday.",
        "The driver of the lorry left his cabin near Wend on Friday.",
        "A man was arrested in Wend after police found him in a barn.",
        "Managing director Tomas Brennick said that his company had paid.",
        "Police caught Viktor Hamm and arrested him in Wend on Friday.",
        "Friends of Ada Brand saw her leave the house in Wend at noon.",
        "Brand, who met the minister in Wend with his wife, left on Friday.",
        "Otto Hale has said that the sanctions of the Reform League hurt him.",
        "Ada Brand resigned on Friday and named Otto Hale as her successor.",
    ],
)
def test_he_and_she_may_be_those_who_stand_before(sentence: str) -> None:
    assert stand_alone(sentence, TOPIC) == sentence


@pytest.mark.parametrize(
    "sentence",
    [
        "The opposition Reform League has demanded that she step down.",
        "The court on Friday released her from the prison in the city.",
        "Police in Wend found his car in the river on Friday morning.",
        "Lotte Arnesen called her “the best of us”.",
        "Otto Hale rose and called her “a liar and a thief”.",
        "Otto Hale told him that the dam would not hold.",
        "A nurse told him on Friday that the wing was burning.",
        "A judge ordered her release from the prison on Friday morning.",
        "A woman of 70 was hurt on Friday when the wall fell on his house.",
        "The council named Ada Brand as her successor.",
        "Prime Minister Halvard Osk named the surgeon Dr Mirela Tann as her successor.",
        "As a young girl of 12, she had worked in a mill in Wend.",
        "A man grins as he cuts the end off a plank with a saw.",
        "Among the latter was a girl who lost her brother in Wend.",
    ],
)
def test_nobody_is_his_own_object_or_successor_and_a_party_is_no_she(sentence: str) -> None:
    assert stand_alone(sentence, TOPIC) is None


@pytest.mark.parametrize(
    ("sentence", "stands"),
    [
        ("The city now counts 26 dead, as the hospital does.", True),
        ("The city now counts more dead than the hospital does.", True),
        ("The minister in Wend is as powerful as he is.", False),
        ("The city of Wend now says what the losses were.", False),
        ("The council of Wend met again, as it usually does.", False),
    ],
)
def test_a_comparison_is_whole_though_its_verb_stands_last(sentence: str, stands: bool) -> None:
    assert (stand_alone(sentence, TOPIC) == sentence) is stands


@pytest.mark.parametrize(
    ("sentence", "stands"),
    [
        ("The e-mail on which the report was based was forged.", False),
        ("The message had been sent to all the doctors of the house.", False),
        ("In the message the director asks for more time.", False),
        ("According to the report, nobody had looked at the valves.", False),
        ("The e-mail from Tomas Brennick to the council was forged.", True),
        ("In the letter to Ada Brand the director asks for more time.", True),
    ],
)
def test_a_letter_says_whose_it_is(sentence: str, stands: bool) -> None:
    assert (stand_alone(sentence, TOPIC) == sentence) is stands
