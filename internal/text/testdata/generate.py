"""Tokens as scikit-learn's own analyzers cut them: python3 generate.py > tokens.json

The documents hold letters of many scripts, marks, digits, odd spaces and case pairs; the patterns are what users write.
"""
import json
import random
import sys

from sklearn.feature_extraction.text import CountVectorizer
from sklearn.utils import murmurhash3_32

rng = random.Random(3)
alphabets = [
    "abcdefghijklmnopqrstuvwxyzABCXYZ", "éèêëàâçñöüßÆØåÅÉÜ", "αβγδςσΣΑΒΩάέΊΌ", "абвгдежзЁёЙй", "İıŞşĞğ", "שלוםאבג", "مرحبابكمﻻ", "नमस्तेहिन्दीकखग", "中文字日本語かなカナ",
    "한국어가나다", "0123456789", "٠١٢٣०१२", "²³½Ⅷ①", "ǅǄǆﬁﬀŉ", "e\u0301a\u0308n\u0303\u0327", "𝔘𝕟𝕚𝒄𝐨𝐝𝐞", "😀🎉♥©™", "_-'’.·,;:!?@#$%&()[]{}", " \t\n\r\x0b\x0c\x1c\x1f\x85\xa0\u2003\u2028\u3000\u200b\u200d\ufeff",
]
documents = [
    "", " ", "The quick brown fox; isn't it?", "ΟΔΥΣΣΕΥΣ ΣΟΦΟΣ ΑΣ. Σ ΣΑΣ-ΑΣ", "İstanbul DİYARBAKIR ılık", "naïve café Müller œuvre ﬁn ½ kg", "a b c dd e", "x_y __init__ _a1",
    "don't can’t l'été", "1,234.50 €12 3rd 10km", "日本語の文章です。 hello世界", "co-op e-mail re:re", "ß ẞ ſt ŉ ǰ", "mixed\u00a0space\u2003here\u3000now\x1cx",
]
for _ in range(120):
    documents.append("".join(rng.choice(rng.choice(alphabets if rng.random() < 0.4 else alphabets[:1] + [" "])) for _ in range(rng.randint(1, 60))))
patterns = [
    r"(?u)\b\w\w+\b", r"(?u)\b\w+\b", r"\b[a-zA-Z]+\b", r"\w+", r"\S+", r"[^\s,;]+", r"(?u)\b\w+(?:-\w+)*\b", r"\b[^\d\W]+\b", r"[A-Za-z]{2,}|\d+", r"\w{3}",
    r"(\w)\w*", r"(?i)[a-z]+", r"\b\w+?\b", r"\d+(?:[.,]\d+)*", r"[^\W_]+", r"\B\w+", r"\w+'\w+|\w+", r"(?u)(?:\b)[\w-]+", r"\w*\d\w*",
]
configs = [dict(token_pattern=p) for p in patterns]
configs += [dict(token_pattern=p, lowercase=False) for p in patterns[:4]]
configs += [
    dict(strip_accents="ascii"), dict(strip_accents="unicode"), dict(strip_accents="unicode", lowercase=False), dict(ngram_range=(1, 2)), dict(ngram_range=(2, 3)),
    dict(stop_words="english"), dict(stop_words="english", ngram_range=(1, 3)), dict(analyzer="char"), dict(analyzer="char", ngram_range=(2, 4)), dict(analyzer="char_wb"),
    dict(analyzer="char_wb", ngram_range=(3, 5)), dict(analyzer="char_wb", ngram_range=(1, 2), strip_accents="ascii"),
]
cases = []
for config in configs:
    analyze = CountVectorizer(**config).build_analyzer()
    cases.append({"config": config, "tokens": [analyze(d) for d in documents]})
keys = documents + ["x" * n for n in range(20)]
out = {"documents": documents, "cases": cases, "murmur": [[k, murmurhash3_32(k)] for k in keys]}
json.dump(out, sys.stdout, ensure_ascii=True, separators=(",", ":"))
print()
