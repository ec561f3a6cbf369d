"""Judges what Go has trained: runs behind cases.py, in one script. Standard input has a line of JSON for each case: its name, the
pickle, and what the model forecasts in Go. Each must be, but for rounding, the object that fit makes here."""
import base64
import json
import pickle
import sys
import warnings

import sklearn
from sklearn.base import clone


def same(path, got, want, tol):
    """Reports where two values differ: in type, dtype, shape, or by more than tol of the largest."""
    if type(got) is not type(want):
        yield "%s is %s, not %s" % (path, type(got).__name__, type(want).__name__)
    elif isinstance(want, (list, tuple)):
        if len(got) != len(want):
            yield "%s has %d items, not %d" % (path, len(got), len(want))
        for i, (a, b) in enumerate(zip(got, want)):
            yield from same("%s[%d]" % (path, i), a, b, tol)
    elif isinstance(want, dict):
        if list(got) != list(want):
            yield "%s has keys %s, not %s" % (path, list(got), list(want))
        else:
            for key in want:
                yield from same("%s[%r]" % (path, key), got[key], want[key], tol)
    elif isinstance(want, np.ndarray):
        if got.dtype != want.dtype or got.shape != want.shape:
            yield "%s is %s %s, not %s %s" % (path, got.dtype, got.shape, want.dtype, want.shape)
        elif want.dtype.names:
            for name in want.dtype.names:
                yield from same(path + "." + name, got[name], want[name], tol)
        elif want.dtype.kind == "f":
            largest = np.abs(want).max(initial=0)
            if not np.allclose(got, want, rtol=0, atol=tol * largest):
                yield "%s differs by %.3g of %.3g" % (path, np.abs(got - want).max(), largest)
        elif not np.array_equal(got, want):
            yield "%s: %d values differ" % (path, (got != want).sum())
        elif got.flags.writeable != want.flags.writeable:
            yield "%s: writeable is %s" % (path, got.flags.writeable)
    elif isinstance(want, (float, np.floating)):
        if abs(got - want) > tol * abs(want):
            yield "%s is %r, not %r" % (path, got, want)
    elif hasattr(want, "get_params"):
        yield from same(path, vars(got), vars(want), tol)
    elif type(want).__name__ == "Tree":
        yield from same(path, got.__reduce__()[1], want.__reduce__()[1], tol)
        yield from same(path, got.__getstate__(), want.__getstate__(), tol)
    elif got != want:
        yield "%s is %r, not %r" % (path, got, want)


def forecasts(model, X):
    """What the model's methods answer, by name."""
    names = ["predict", "predict_proba", "decision_function", "transform"]
    return {name: getattr(model, name)(X) for name in names if hasattr(model, name)}


# What a solver leaves that stops elsewhere, and how many threads there are.
UNLIKE = {"n_iter_", "_n_threads", "inertia_"}


def state(model):
    return {k: v for k, v in vars(model).items() if k not in UNLIKE}


def params(model):
    return {k: v for k, v in model.get_params().items() if not hasattr(v, "get_params") and k != "steps"}


def judge(name, line, X, y, here, fit, tol):
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # InconsistentVersionWarning, and any other
        model = pickle.loads(base64.b64decode(line["pickle"]))
    pair = [(model, here)]
    if hasattr(here, "steps"):
        pair += [(a, b) for (_, a), (_, b) in zip(model.steps, here.steps)]
    for got, want in pair:
        if type(got) is not type(want) or list(vars(got)) != list(vars(want)):
            yield "%s has %s, not %s" % (type(got).__name__, list(vars(got)), list(vars(want)))
        elif not hasattr(want, "steps"):
            yield from same(type(want).__name__, state(got), state(want), tol)
    yield from same("get_params()", params(model), params(here), 0)
    if repr(model) != repr(here):
        yield "repr is %r, not %r" % (repr(model), repr(here))
    ours = forecasts(model, X)
    yield from same("forecasts", ours, forecasts(here, X), tol)
    for method, values in line["go"].items():
        want = ours[method]
        got = np.array(values).reshape(want.shape)
        if want.dtype.kind in "fi":
            got = got.astype(want.dtype)
        yield from same("Go's " + method, got.astype(want.dtype), want, 1e-12)
    if hasattr(model, "score"):
        yield from same("score", model.score(X, y), here.score(X, y), max(tol, 1e-12))

    again = pickle.loads(pickle.dumps(model))
    yield from same("dumped again", forecasts(again, X), ours, 0)
    fresh = clone(model)
    if repr(fresh) != repr(here):
        yield "clone is %r" % fresh
    for refit in fresh, model:  # a clone, and what was fitted in Go
        refit.fit(X, y, **fit)
        yield from same("fitted on", forecasts(refit, X), forecasts(clone(here).fit(X, y, **fit), X), 1e-12)


def main():
    warnings.simplefilter("ignore")  # of solvers that go on until nothing changes
    release = tuple(int(x) for x in sklearn.__version__.split(".")[:2])
    lines = {line["name"]: line for line in map(json.loads, sys.stdin)}
    sets, wrong, good = data(), 0, 0
    for name, key, model, fit, exact in cases(release):
        X, y = sets[key]
        fit = {k: f(len(X)) for k, f in fit.items()}
        here = clone(model).fit(X, y, **fit)
        if exact is not None:  # the same object, but with the coefficients of the optimum
            exact.fit(X, y, **fit)
            for a, b in [(here, exact)] if not hasattr(here, "steps") else [(a, b) for (_, a), (_, b) in zip(here.steps, exact.steps)]:
                for attribute in "coef_", "intercept_":
                    if hasattr(a, attribute):
                        setattr(a, attribute, getattr(b, attribute))
        tol = 1e-6 if exact is not None else 1e-9
        found = list(judge(name, lines.pop(name), X, y, here, fit, tol))
        for text in found:
            print("%s: %s" % (name, text))
        wrong += bool(found)
        good += not found
    for name in lines:
        print("%s: no such case" % name)
    print("scikit-learn %s: %d models agree, %d do not" % (sklearn.__version__, good, wrong))
    sys.exit(1 if wrong or lines else 0)


main()
