from longshore.engine.history import DuplicateHistory

WINDOW_MS = 20_000


def history_of(**ids: int) -> DuplicateHistory:
    history = DuplicateHistory(WINDOW_MS)
    for message_id, seen_ms in ids.items():
        history.remember(message_id, seen_ms)
    return history


def test_an_id_is_known_within_the_window_and_not_at_its_end() -> None:
    history = history_of(a=0)
    assert history.seen("a", 0)
    assert history.seen("a", WINDOW_MS - 1)
    assert not history.seen("a", WINDOW_MS)


def test_other_ids_are_not_known() -> None:
    assert not history_of(a=0).seen("b", 0)


def test_a_forgotten_id_may_come_again() -> None:
    history = history_of(a=0)
    history.forget("a")
    assert not history.seen("a", 0)


def test_forgetting_what_is_not_known_does_nothing() -> None:
    history = history_of(a=0)
    history.forget("b")
    assert len(history) == 1


def test_pruning_drops_what_the_window_has_left_behind() -> None:
    history = history_of(a=0, b=1)
    assert not history.prune(WINDOW_MS - 1)
    assert history.prune(WINDOW_MS)
    assert len(history) == 1
    assert history.seen("b", WINDOW_MS)


def test_pruning_spares_an_id_that_came_again() -> None:
    history = history_of(a=0)
    history.remember("a", WINDOW_MS)
    assert history.prune(WINDOW_MS + 1)
    assert history.seen("a", WINDOW_MS + 1)


def test_an_id_that_was_forgotten_and_came_again_is_pruned_at_its_own_time() -> None:
    history = history_of(a=0)
    history.forget("a")
    history.remember("a", 5)
    assert history.prune(WINDOW_MS)
    assert history.seen("a", WINDOW_MS + 4)
    assert history.prune(WINDOW_MS + 5)
    assert len(history) == 0


def test_a_shorter_window_counts_at_once() -> None:
    history = history_of(a=0)
    history.window_ms = 10
    assert not history.seen("a", 10)
