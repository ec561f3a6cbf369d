"""Runs a generator statement by statement and leaves out what fails, for releases that do not know all that it uses.

    python3 tolerant.py generate.py
"""
import ast, os, sys

def run(source, file):
    "Runs the statements of a script as if it were file, and tells on stderr which failed."
    space = {"__name__": "__main__", "__file__": file}
    for node in ast.parse(source).body:
        parts = [node]
        if isinstance(node, ast.ImportFrom):
            parts = [ast.copy_location(ast.ImportFrom(node.module, [name], node.level), node) for name in node.names]
        for part in parts:
            try: exec(compile(ast.Module([part], []), file, "exec"), space)
            except Exception as e: print(os.path.basename(file), part.lineno, type(e).__name__, str(e).split("\n")[0][:100], file=sys.stderr)

if __name__ == "__main__":
    with open(sys.argv[1]) as f: run(f.read(), os.path.abspath(sys.argv[1]))
