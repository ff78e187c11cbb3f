"""Ledgers: what was written is read, once, even beside a writer that was killed."""

from pathlib import Path

from examples.tripgen.ledger import Entry, Ledger, LedgerReader, What

SENT = Entry(What.SEND_ACKNOWLEDGED, "ai-analysis", "analyse-01", session="여행")


def test_a_fact_is_read_as_it_was_written(tmp_path: Path) -> None:
    with Ledger(tmp_path, "ann") as ledger:
        ledger.write(SENT)
    [entry] = LedgerReader(tmp_path).read()
    assert (entry.what, entry.place, entry.message_id, entry.session) == (
        What.SEND_ACKNOWLEDGED,
        "ai-analysis",
        "analyse-01",
        "여행",
    )
    assert entry.who == "ann"
    assert entry.at_ns > 0


def test_a_fact_is_there_while_the_ledger_is_open(tmp_path: Path) -> None:
    with Ledger(tmp_path, "ann") as ledger:
        ledger.write(SENT)
        assert len(LedgerReader(tmp_path).read()) == 1


def test_a_reader_goes_on_where_it_was(tmp_path: Path) -> None:
    reader = LedgerReader(tmp_path)
    with Ledger(tmp_path, "ann") as ledger:
        for count in (1, 2, 3):
            ledger.write(SENT)
            assert len(reader.read()) == count


def test_a_second_life_adds_to_the_ledger(tmp_path: Path) -> None:
    for _life in range(2):
        with Ledger(tmp_path, "ann") as ledger:
            ledger.write(SENT)
    assert len(LedgerReader(tmp_path).read()) == 2


def test_the_ledgers_of_all_are_read_in_the_order_of_time(tmp_path: Path) -> None:
    with Ledger(tmp_path, "zoe") as first, Ledger(tmp_path, "ann") as second:
        first.write(SENT)
        second.write(SENT)
        first.write(SENT)
    assert [entry.who for entry in LedgerReader(tmp_path).read()] == ["zoe", "ann", "zoe"]


def test_a_torn_line_is_no_fact_until_it_is_whole(tmp_path: Path) -> None:
    with Ledger(tmp_path, "ann") as ledger:
        ledger.write(SENT)
    path = tmp_path / "ann.jsonl"
    whole = path.read_bytes()
    path.write_bytes(whole + whole[:30])
    reader = LedgerReader(tmp_path)
    assert len(reader.read()) == 1
    path.write_bytes(whole + whole)
    assert len(reader.read()) == 2
