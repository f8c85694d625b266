"""``python -m govopen_cli``."""

from govopen_cli.cli.main import main

if __name__ == "__main__":
    main()
