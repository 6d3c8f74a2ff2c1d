"""Write the schema of the API to docs/reference/openapi.json, or compare it with the file.

python tools/openapi.py            # write
python tools/openapi.py --check    # fail if the file is stale
"""

import argparse
import json
import os
import sys
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zabota.config.settings")
SNAPSHOT = Path(__file__).resolve().parent.parent / "docs" / "reference" / "openapi.json"


def rendered() -> str:
    import django

    django.setup()
    from zabota.surfaces.api.reference import schema

    return json.dumps(schema(), ensure_ascii=False, indent=2, sort_keys=True, default=str) + "\n"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    if not parser.parse_args().check:
        SNAPSHOT.parent.mkdir(parents=True, exist_ok=True)
        SNAPSHOT.write_text(rendered(), encoding="utf-8")
        return 0
    if SNAPSHOT.exists() and SNAPSHOT.read_text(encoding="utf-8") == rendered():
        return 0
    print("docs/reference/openapi.json is stale: run python tools/openapi.py and look at the difference")
    return 1


if __name__ == "__main__":
    sys.exit(main())
