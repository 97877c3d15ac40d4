# Sourced by the other scripts: makes .venv with the standard library's venv and pip when it is missing.
# Call `venv dev` for the tools of tests and checks, `venv run` for the program alone.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
root=$PWD

python_of_this_machine() {
    local candidate
    for candidate in "${PYTHON:-}" python3 python3.13 python3.12 python3.11 python; do
        [ -n "$candidate" ] || continue
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            echo "$candidate"
            return
        fi
    done
    echo "Fusion needs Python 3.11 or newer; none was found. Set PYTHON to one." >&2
    return 1
}

venv() {
    local extra=""
    [ "$1" = dev ] && extra="[dev]"
    # The stamp holds what was installed from: another pyproject.toml, or the first `dev`, installs again.
    local wanted="$1 $(cksum <pyproject.toml)" stamp=.venv/.fusion-stamp
    [ -f "$stamp" ] && { [ "$(cat "$stamp")" = "$wanted" ] || [ "$(cat "$stamp")" = "dev ${wanted#* }" ]; } && return
    local python
    python=$(python_of_this_machine)
    echo "Setting up .venv; this takes about a minute, once." >&2
    [ -x .venv/bin/python ] || "$python" -m venv .venv
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --editable ".$extra" >&2
    echo "$wanted" >"$stamp"
}
