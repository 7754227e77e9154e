"""Write the pages of faults from their table: ``python -m tests.faults``."""

from tests.faults.table import PAGES, page

for name, path in PAGES.items():
    path.write_text(page(name), encoding="utf-8", newline="\n")
    print(f"{path.name}: written")
