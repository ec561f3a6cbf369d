"""The data and the estimators that the tests of package train fit in Go and in Python: generate.py writes what scikit-learn
makes of them, check.py compares what Go has made. Cases are named as in cases_test.go."""
import numpy as np
import pandas as pd
from sklearn import datasets
from sklearn.cluster import KMeans
from sklearn.linear_model import LinearRegression, LogisticRegression, Ridge
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor


NAMES = ["sepal length", "sepal width", "petal length", "πέταλο"]


def data():
    """X and y by name. Numbers are rounded, so that JSON has them exactly and in short."""
    iris, diabetes = datasets.load_iris(), datasets.load_diabetes(scaled=False)
    cancer, wine = datasets.load_breast_cancer(), datasets.load_wine()
    rng = np.random.RandomState(7)
    normal = rng.standard_normal((300, 6)).round(6)
    noise = rng.standard_normal(300)
    curve = (np.sin(2 * normal[:, 0]) + normal[:, 1] * normal[:, 2] + noise / 5).round(6)
    X = diabetes.data.round(6)
    return {
        "iris": (iris.data, iris.target),
        "iris_text": (iris.data, iris.target_names[iris.target]),
        "cancer": (cancer.data[:200], cancer.target[:200] == 1),
        "wine": (wine.data, wine.target * 10 - 5),
        "diabetes": (X, diabetes.target),
        "outputs": (X, np.c_[diabetes.target, X[:, 3] - diabetes.target, X[:, 0]]),
        "dependent": (np.c_[X, X[:, 0] + X[:, 1], X[:, 2], np.full(len(X), 3.0)], diabetes.target),
        "frame": (pd.DataFrame(iris.data, columns=NAMES), iris.target_names[iris.target]),
        "wide": (normal[:30].reshape(6, 30), curve[:6]),
        "normal": (normal, curve),
        "normal_outputs": (normal, np.c_[curve, normal[:, 3]]),
        "normal_classes": (normal, np.digitize(curve, [-1, 0, 1])),
    }


def weights(n):
    return 1.0 + np.arange(n) % 3


def zero_weights(n):
    return np.arange(n) % 4 * 0.5


def cases(release):
    """Yields name, data, estimator as Go makes it, fit parameters, and the estimator whose attributes are the answer."""
    linear = {} if release < (1, 7) else {"tol": 1e-6}
    yield "linear", "diabetes", LinearRegression(**linear), {}, None
    yield "linear-weights", "diabetes", LinearRegression(**linear), {"sample_weight": weights}, None
    yield "linear-zero-weights", "diabetes", LinearRegression(**linear), {"sample_weight": zero_weights}, None
    yield "linear-origin", "diabetes", LinearRegression(fit_intercept=False), {}, None
    yield "linear-outputs", "outputs", LinearRegression(), {}, None
    yield "linear-dependent", "dependent", LinearRegression(), {}, None
    yield "linear-wide", "wide", LinearRegression(fit_intercept=False), {}, None
    yield "ridge", "diabetes", Ridge(), {}, None
    yield "ridge-weights", "diabetes", Ridge(alpha=3.5), {"sample_weight": weights}, None
    yield "ridge-origin", "diabetes", Ridge(alpha=0.1, fit_intercept=False), {}, None
    yield "ridge-outputs", "outputs", Ridge(alpha=np.array([0.1, 1.0, 10.0])), {}, None
    yield "ridge-wide", "wide", Ridge(alpha=0.5), {}, None

    def logistic(**kw):
        exact = dict(solver="newton-cg", tol=1e-11, max_iter=3000)
        return LogisticRegression(**kw), LogisticRegression(**exact, **kw)

    for name, data_name, kw, fit in [
        ("logistic", "iris_text", {}, {}),
        ("logistic-c", "iris", {"C": 10.0}, {}),
        ("logistic-origin", "iris", {"fit_intercept": False}, {}),
        ("logistic-balanced", "normal_classes", {"class_weight": "balanced"}, {}),
        ("logistic-classes", "normal_classes", {"class_weight": {0: 2.0, 3: 0.5}}, {"sample_weight": weights}),
        ("logistic-both", "normal_classes", {"class_weight": "balanced"}, {"sample_weight": weights}),
    ]:
        model, exact = logistic(**kw)
        yield name, data_name, model, fit, exact
    # Columns of very different sizes: only Newton's method with the whole Hessian comes to the optimum.
    yield "logistic-unscaled", "cancer", LogisticRegression(), {}, LogisticRegression(solver="newton-cholesky", tol=1e-12, max_iter=3000)
    yield "scaler", "wine", StandardScaler(), {}, None
    yield "scaler-weights", "wine", StandardScaler(), {"sample_weight": weights}, None
    yield "scaler-constant", "dependent", StandardScaler(), {}, None
    yield "scaler-mean", "wine", StandardScaler(with_std=False), {}, None
    yield "scaler-std", "wine", StandardScaler(with_mean=False), {}, None
    yield "scaler-none", "wine", StandardScaler(with_mean=False, with_std=False), {}, None
    yield "kmeans", "iris", KMeans(3, n_init=10, random_state=0), {}, None
    yield "kmeans-weights", "normal", KMeans(8, n_init=10, random_state=3), {"sample_weight": weights}, None
    yield "kmeans-wine", "wine", KMeans(5, n_init=20, random_state=1), {}, None

    def tree(**kw):
        return DecisionTreeClassifier(random_state=kw.pop("random_state", 0), **kw)

    yield "tree", "iris", tree(), {}, None
    yield "tree-text", "iris_text", tree(max_depth=3, random_state=42), {}, None
    yield "tree-bool", "cancer", tree(min_samples_leaf=4, random_state=1), {}, None
    yield "tree-entropy", "wine", tree(criterion="entropy", random_state=2), {}, None
    yield "tree-log-loss", "wine", tree(criterion="log_loss", max_depth=4), {}, None
    yield "tree-classes", "normal_classes", tree(class_weight={0: 2.0, 3: 0.5}, max_depth=6), {}, None
    yield "tree-balanced", "normal_classes", tree(class_weight="balanced", max_depth=5), {"sample_weight": weights}, None
    yield "tree-zero-weights", "normal_classes", tree(max_depth=7), {"sample_weight": zero_weights}, None
    yield "tree-leaves", "normal_classes", tree(max_leaf_nodes=17, random_state=5), {}, None
    yield "tree-features", "normal_classes", tree(max_features=2, random_state=11), {}, None
    yield "tree-limits", "normal_classes", tree(min_samples_split=20, min_weight_fraction_leaf=0.02, min_impurity_decrease=0.003), {}, None

    def means(**kw):
        return DecisionTreeRegressor(random_state=kw.pop("random_state", 0), **kw)

    yield "means", "normal", means(max_depth=6, min_samples_leaf=3), {}, None
    yield "means-outputs", "normal_outputs", means(max_depth=5, min_samples_leaf=4), {}, None
    yield "means-weights", "normal", means(max_depth=5, min_samples_leaf=4), {"sample_weight": weights}, None
    yield "means-leaves", "normal", means(max_leaf_nodes=20, min_samples_leaf=3), {}, None
    yield "means-diabetes", "diabetes", means(max_depth=4, min_samples_leaf=5), {}, None
    model, exact = logistic(C=2.0)
    yield "pipeline", "wine", Pipeline([("scale", StandardScaler()), ("classify", model)]), {}, Pipeline([("scale", StandardScaler()), ("classify", exact)])
    model, exact = logistic(class_weight={"setosa": 2.0, "virginica": 1.5})
    yield "names", "frame", model, {}, exact
    yield "names-tree", "frame", tree(max_depth=3), {}, None
    yield "names-pipeline", "frame", Pipeline([("scale", StandardScaler()), ("cluster", KMeans(3, n_init=2, random_state=5))]), {}, None
    yield "pipeline-tree", "normal", Pipeline([("scale", StandardScaler()), ("tree", means(max_depth=3, min_samples_leaf=5))]), {"tree__sample_weight": weights}, None
