"""Write TROUBLESHOOTING.md from the table of faults: ``python -m tests.faults``."""

from tests.faults.table import PAGE, page

PAGE.write_text(page(), encoding="utf-8", newline="\n")
print(f"{PAGE.name}: written")
