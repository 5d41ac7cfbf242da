"""The home as the service holds it: lent to many at once, let go when nobody uses it."""

import time
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from agents.settings import Settings, load
from service.desk import Desk
from store.errors import HomeBusy
from store.home import Home


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load(home=tmp_path / "home", wait=0.0)


@pytest.fixture
def desk(settings: Settings) -> Generator[Desk]:
    desk = Desk(settings, "storytree serve", linger=0.3)
    yield desk
    desk.close()


def is_held(settings: Settings) -> bool:
    try:
        with Home(settings.home).open().lock("the command line", wait=0.0):
            return False
    except HomeBusy:
        return True


def wait_until_let_go(settings: Settings) -> float:
    start = time.monotonic()
    while is_held(settings):
        assert time.monotonic() - start < 30
        time.sleep(0.02)
    return time.monotonic() - start


def test_the_house_is_one_for_all_who_use_it_at_once(desk: Desk) -> None:
    together = Barrier(8)

    def use(_: int) -> int:
        with desk.house() as house:
            together.wait(30)
            assert house.archive.count() == 0
            return id(house)

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(use, range(8)))) == 1


def test_others_may_write_once_nobody_uses_it(desk: Desk, settings: Settings) -> None:
    with desk.house():
        assert is_held(settings)
    with desk.house() as house:  # within the time that it lingers
        assert house.archive.count() == 0
    wait_until_let_go(settings)
    with desk.house() as house:  # and opened anew
        assert house.archive.count() == 0
        assert is_held(settings)


def test_who_is_in_the_way_is_said_and_later_it_opens(desk: Desk, settings: Settings) -> None:
    with Home(settings.home).open().lock("storytree add", wait=0.0):
        for _ in range(3):
            with pytest.raises(HomeBusy, match="storytree add"), desk.house():
                pytest.fail("two hold one home")
    with desk.house() as house:
        assert house.archive.count() == 0


def test_many_come_and_go_while_it_opens_and_closes(settings: Settings) -> None:
    desk = Desk(settings, "storytree serve", linger=0.0)

    def use(number: int) -> int:
        time.sleep(number % 5 * 0.01)
        with desk.house() as house:
            return house.archive.count()

    with ThreadPoolExecutor(6) as pool:
        assert list(pool.map(use, range(40))) == [0] * 40
    desk.close()
    assert not is_held(settings)


def test_nobody_is_let_in_once_it_closes(desk: Desk, settings: Settings) -> None:
    with desk.house():
        pass
    desk.close()
    assert not is_held(settings)
    with pytest.raises(HomeBusy, match="shutting down"), desk.house():
        pytest.fail("it is closed")


def test_an_error_of_who_uses_it_leaves_it_open_for_the_others(desk: Desk) -> None:
    with desk.house() as first:
        with pytest.raises(ZeroDivisionError), desk.house():
            raise ZeroDivisionError
        assert first.archive.count() == 0
