"""Run CPython's own pickle tests with every pickle routed through the Go codec."""
import collections
import os
import sys
import tempfile
import time
import traceback
import unittest

import bridge
import exclusions
import interpose

# CPython's test modules that make or read pickles by the shared classes of test.pickletester.
MODULES = ["test.test_pickle", "test.test_pickletools"]


class Result(unittest.TestResult):
    """Tells the router which test runs, and keeps what is to be printed."""

    def __init__(self, line, router, verbose):
        super().__init__()
        self.line, self.router, self.verbose = line, router, verbose
        self.bad = set()

    def startTest(self, test):
        super().startTest(test)
        self.router.test = name(test)
        if self.verbose:
            self.line.log("    " + name(test))

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self.report(test, err)

    def addError(self, test, err):
        super().addError(test, err)
        self.report(test, err)

    def addSubTest(self, test, subtest, err):
        super().addSubTest(test, subtest, err)
        if err is not None:
            self.report(test, err, subtest._subDescription())

    def addUnexpectedSuccess(self, test):
        super().addUnexpectedSuccess(test)
        self.bad.add(name(test))
        self.line.log("FAIL %s: unexpected success" % name(test))

    def report(self, test, err, parameters=""):
        self.bad.add(name(test))
        lines = traceback.format_exception(*err) if self.verbose else [last_words(err)]
        self.line.log("FAIL %s %s\n%s" % (name(test), parameters, "".join(lines).rstrip()))


def last_words(err):
    """The exception itself and the line of the test where it came up."""
    kind, value, tb = err
    frames = [frame for frame in traceback.extract_tb(tb) if "/unittest/" not in frame.filename]
    own = [frame for frame in frames if frame.name.startswith("test")]
    at = "".join("  %s:%s in %s\n" % (os.path.basename(f.filename), f.lineno, f.name)
                 for f in (own or frames)[-1:])
    return at + "".join("  " + text for text in traceback.format_exception_only(kind, value))


def name(test):
    """Class.method of a test; what a doctest or a module's failure to load calls itself."""
    method = getattr(test, "_testMethodName", None)
    return "%s.%s" % (type(test).__name__, method) if method else str(test)


def flatten(suite):
    for test in suite:
        if isinstance(test, unittest.TestSuite):
            yield from flatten(test)
        else:
            yield test


def choose(tests, pattern):
    """The tests to run, and those left out by reason."""
    chosen, left = unittest.TestSuite(), collections.defaultdict(list)
    for test in flatten(tests):
        if pattern and pattern not in name(test):
            continue
        reason = exclusions.not_run(name(test))
        if reason:
            left[reason].append(name(test))
        else:
            chosen.addTest(test)
    return chosen, left


def main(arguments):
    line = bridge.Bridge()
    router = interpose.install(line)
    began = time.monotonic()
    # The tests write files where they stand.
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        tests, left = choose(unittest.defaultTestLoader.loadTestsFromNames(MODULES),
                             arguments["run"])
        result = Result(line, router, arguments["verbose"])
        tests.run(result)
        os.chdir("/")
    tell(line, router, result, left)
    passed = result.testsRun - len(result.bad) - len(result.skipped)
    ok = result.testsRun > 0 and result.wasSuccessful() and not result.bad
    line.done(ok, "CPython %s: %d tests, %d passed, %d failed, %d skipped by CPython, %d left out; "
              "%d pickles through Go in %.0f s"
              % (sys.version.split()[0], result.testsRun + sum(map(len, left.values())), passed,
                 len(result.bad), len(result.skipped), sum(map(len, left.values())),
                 line.requests, time.monotonic() - began))


def tell(line, router, result, left):
    """Print what was left out and what passed through."""
    skipped = collections.Counter(reason for _, reason in result.skipped)
    for reason, count in sorted(skipped.items()):
        line.log("skipped by CPython itself: %d × %s" % (count, reason))
    for reason, names in sorted(left.items()):
        line.log("left out: %d (%s): %s" % (len(names), ", ".join(names), reason))
    for text in exclusions.lines():
        line.log(text)
    line.log("written by CPython: %d pickles, %d of them the same bytes from Go"
             " (%d were written without a memo, where Go's bytes may differ)"
             % (router.dumped, router.same, router.fast))
    line.log("read by CPython from Go's bytes: %d; refused by both: %d; shown bad by execution: %d;"
             " not by themselves a pickle, kept away from Go: %d"
             % (router.loaded, router.refused, router.executed, router.continued))
