"""The stop rules that a runtime carries out by itself: what it counts, what it keeps, and when it forgets."""

from msgspec import structs

from dsl.release import LineAssignment, Release, StopRule, WeightedBundle
from runtime.call.trials import Trials

RULE = StopRule(rollout=3, bundle="tried", worse_by=10, after=2)
LINE = LineAssignment(package="line", bundles=(WeightedBundle("live", 9), WeightedBundle("tried")), stop=RULE)
ALONE = (WeightedBundle("live", 9),)


def carried(trials: Trials, **endings: tuple[str, ...]) -> None:
    for bundle, hows in endings.items():
        for how in hows:
            trials.ended(LINE, bundle, how)


def test_a_version_that_does_worse_gets_no_more_calls_here():
    trials = Trials()
    carried(trials, live=("line", "line"), tried=("line",))
    assert trials.left(LINE) is LINE and trials.stopped == ()
    carried(trials, tried=("error",))
    assert trials.left(LINE).bundles == ALONE and trials.stopped == (3,)


def test_a_call_that_only_tries_the_line_says_nothing_of_a_version():
    trials = Trials()
    carried(trials, live=("line", "line"))
    for _ in range(3):
        trials.ended(structs.replace(LINE, test=True), "tried", "error")
    assert trials.left(LINE) is LINE


def test_a_line_without_a_rule_is_not_counted():
    trials = Trials()
    plain = LineAssignment(package="line", bundles=ALONE)
    trials.ended(plain, "live", "error")
    assert trials.left(plain) is plain


def test_a_stop_outlives_the_process_until_a_release_is_without_it(tmp_path):
    path = tmp_path / "stopped.json"
    carried(Trials(path), live=("line", "line"), tried=("error", "error"))
    again = Trials(path)
    again.follow(Release(lines={"*": LINE}))
    assert again.left(LINE).bundles == ALONE
    again.follow(Release())
    assert again.stopped == () and Trials(path).stopped == ()


def test_what_was_kept_and_cannot_be_read_stops_nothing(tmp_path):
    path = tmp_path / "stopped.json"
    path.write_text('{"no": "list"}')
    assert Trials(path).left(LINE) is LINE


def test_a_new_roll_out_begins_at_nought():
    trials = Trials()
    carried(trials, live=("line", "line"), tried=("error",))
    trials.follow(Release())  # taken back
    trials.follow(Release(lines={"*": LINE}))
    carried(trials, live=("line", "line"), tried=("error",))
    assert trials.left(LINE) is LINE
