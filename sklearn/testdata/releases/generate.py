"""Writes one model of each class as an earlier release of scikit-learn pickles it, with what that release makes of an X.

    python3 generate.py            # into a folder named after the scikit-learn that runs: 0.23.2

The models are those of ../generate.py, ../supervised/generate.py and ../unsupervised/generate.py, which are run statement by
statement, since a release does not know all that they use: the smallest of each class, and those that KEEP names because a
release once was read wrongly. Run with 0.23.2 (Debian bullseye) and 1.4.2 (Debian trixie), each in a folder:

    debootstrap --variant=minbase --include=python3-sklearn,python3-pandas bullseye FOLDER
"""
import glob, json, os, re, shutil, sys, tempfile
import sklearn

here = os.path.dirname(os.path.abspath(__file__))
sys.path.append(os.path.join(here, "../../../testdata/generate"))
from tolerant import run

KEEP = re.compile("(PLS.*|CCA.*|NCA.*|OvO-.*-2|GPR-column|RidgeClassifierCV-.*|Dummy-.*|GBC-plain.*|GBR-plain.*)$")
SKIP = re.compile("refused|.*-brute|.*-sqeuclidean")  # before 1.1, NumPy chooses among equally far rows, and squares round as BLAS does; 1.4 fails on classes that are texts
MORE = """
for n, t in (("2", s2), ("3", s3)): save("GBC-plain" + n, GradientBoostingClassifier(n_estimators=4, random_state=0).fit(X, t))
for loss in ("huber", "quantile"): save("GBR-plain-" + loss, GradientBoostingRegressor(n_estimators=4, loss=loss, random_state=0).fit(X, y))
save("GBR-plain", GradientBoostingRegressor(n_estimators=4, random_state=0).fit(X, y))
save("MLP-plain", MLPClassifier((5, 3), max_iter=50, random_state=0).fit(X, s3))
"""

best, kept = {}, []
with tempfile.TemporaryDirectory() as folder:
    for name in ("", "supervised", "unsupervised"):
        place = os.path.join(folder, name or "own")
        os.mkdir(place)
        with open(os.path.join(here, "..", name, "generate.py")) as f: source = f.read()
        run(source + (MORE if name == "supervised" else ""), os.path.join(place, "generate.py"))
        for path in sorted(glob.glob(os.path.join(place, "*", "*.json"))):
            pickled = path[:-5] + ".pkl"
            if not os.path.exists(pickled): continue
            with open(path) as f: estimator = json.load(f).get("estimator")
            size = os.path.getsize(path) + os.path.getsize(pickled)
            if KEEP.match(os.path.basename(path)[:-5]): kept.append(path)
            elif estimator and not SKIP.match(os.path.basename(path)) and size < best.get(estimator, (1 << 30,))[0]: best[estimator] = size, path
    out = os.path.join(here, sklearn.__version__)
    shutil.rmtree(out, ignore_errors=True)
    os.mkdir(out)
    for path in [path for _, path in best.values()] + kept:
        for p in (path, path[:-5] + ".pkl"): shutil.copy(p, out)
print(out, len(os.listdir(out)) // 2)
