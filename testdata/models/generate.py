"""Writes the models of the README: python3 generate.py NAME, once with each scikit-learn.

NAME-wine.pkl     StandardScaler and LogisticRegression on the wine data set, columns by name, labels as text
NAME-diabetes.pkl StandardScaler and Ridge on the diabetes data set
wine.csv, diabetes.csv   rows that the models were not trained on
NAME-wine.json, NAME-diabetes.json   what scikit-learn itself says of those rows
"""
import json
import pickle
import sys

import sklearn
from sklearn.datasets import load_diabetes, load_wine
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

name = sys.argv[1]


def split(frame):
    held = frame.index % 12 == 0
    return frame[~held], frame[held].round(4)


def save(kind, model, rows, answers):
    with open(f"{name}-{kind}.pkl", "wb") as f:
        pickle.dump(model, f, protocol=4)
    rows.to_csv(f"{kind}.csv", index=False)
    with open(f"{name}-{kind}.json", "w") as f:
        json.dump({"sklearn": sklearn.__version__, **answers}, f, indent=1)
        f.write("\n")


data = load_wine(as_frame=True)
X, rows = split(data.data)
y = data.target_names[data.target[X.index]].astype(str)
model = make_pipeline(StandardScaler(), LogisticRegression()).fit(X, y)
save("wine", model, rows, {
    "predict": model.predict(rows).tolist(),
    "predict_proba": model.predict_proba(rows).tolist(),
    "decision_function": model.decision_function(rows).tolist(),
})

data = load_diabetes(as_frame=True, scaled=False)
X, rows = split(data.data)
model = make_pipeline(StandardScaler(), Ridge(alpha=3.0)).fit(X, data.target[X.index])
save("diabetes", model, rows, {"predict": model.predict(rows).tolist()})
