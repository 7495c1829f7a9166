#!/bin/sh
# Print the path of a Python that is new enough and can make virtual environments.
#
#     sh scripts/find_python.sh [PYTHON]
#
# PYTHON is a command or a path. Without it, python3 is tried first, then other names.
# If none will do, one line on stderr says what to install.

probe='
import sys
version = "%d.%d.%d" % sys.version_info[:3]
if sys.version_info < (3, 11):
    print("old " + version)
else:
    try:
        import ensurepip, venv
        print("fit " + sys.executable)
    except ImportError:
        print("bare " + version)
'
given=${1:-}
[ -n "$given" ] || set -- python3 python python3.13 python3.12 python3.11 python3.14
old='' bare=''
for name; do
    answer=$("$name" -c "$probe" 2>/dev/null) || continue
    case $answer in
    fit*) echo "${answer#fit }" && exit 0 ;;
    old*) old=${old:-"$name is ${answer#old }"} ;;
    bare*) bare=${bare:-"$name ${answer#bare }"} ;;
    esac
done
if [ -n "$bare" ]; then
    echo "$bare has no venv and ensurepip modules: install python3-venv" \
        "(apt install python3-venv), or name another Python with PYTHON=/path/to/python3"
elif [ -n "$given" ]; then
    echo "PYTHON must be Python 3.11 or later: ${old:-"$given does not run"}"
else
    echo "No Python 3.11 or later found${old:+ ($old)}: install python3 from your" \
        "package manager or python.org, or name one with PYTHON=/path/to/python3"
fi >&2
exit 1
