from zabota.cli import main

main()
