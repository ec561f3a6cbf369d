"""Writes table.go: python3 gen.py | gofmt > table.go"""
import _compat_pickle as c


def table(name, kind, mapping):
    print(f"\nvar {name} = map[{kind}]{kind}{{")
    for k, v in sorted(mapping.items()):
        if kind == "string":
            print(f'\t"{k}": "{v}",')
        else:
            print('\t{"%s", "%s"}: {"%s", "%s"},' % (k + v))
    print("}")


print("package compat\n\n// The tables are CPython's Lib/_compat_pickle.py; gen.py beside this file writes them.")
table("importMapping", "string", c.IMPORT_MAPPING)
table("nameMapping", "name", c.NAME_MAPPING)
table("reverseImportMapping", "string", c.REVERSE_IMPORT_MAPPING)
table("reverseNameMapping", "name", c.REVERSE_NAME_MAPPING)
