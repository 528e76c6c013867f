#!/bin/bash
# Installs the Debian packages that the build, the tests and the demo need, and only those that are missing.
# Without arguments: everything for `make demo` and `make test`. Groups: --lint, --clang, --package, --train.
set -eu

packages=(
  g++ cmake ninja-build ccache
  libhwy-dev libopenblas-dev libopenblas-pthread-dev libfmt-dev libtomlplusplus-dev nlohmann-json3-dev
  libcli11-dev zlib1g-dev libsqlite3-dev libopenmpi-dev openmpi-bin libpagmo-dev libutf8proc-dev libicu-dev
  libsentencepiece-dev librapidcheck-dev librandom123-dev libgtest-dev libgmock-dev libbenchmark-dev
  python3 python3-jsonschema procps
  dataset-fashion-mnist
)

for group in "$@"; do
  case "$group" in
    --lint) packages+=(clang clang-format clang-tidy) ;;
    --clang) packages+=(clang libclang-rt-14-dev) ;;
    --package) packages+=(dpkg-dev file) ;;
    --train) packages+=(python3-torch python3-onnx libopenblas0-pthread python3-sentencepiece nodejs) ;;
    *)
      echo "install-dependencies: found '$group'; allowed: --lint, --clang, --package, --train" >&2
      exit 2
      ;;
  esac
done

missing=()
for package in "${packages[@]}"; do
  if ! dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q '^install ok installed$'; then
    missing+=("$package")
  fi
done
if [ "${#missing[@]}" -eq 0 ]; then
  exit 0
fi

as_root=()
if [ "$(id -u)" -ne 0 ]; then
  if ! command -v sudo >/dev/null; then
    echo "install-dependencies: these packages are missing and neither root nor sudo is at hand:" >&2
    echo "  ${missing[*]}" >&2
    exit 1
  fi
  as_root=(sudo)
fi

failed() {
  echo "install-dependencies: apt-get $1 failed (its messages stand above). Missing packages:" >&2
  echo "  ${missing[*]}" >&2
  echo "Check the network and /etc/apt/sources.list (Debian 12, main), then run this again." >&2
  exit 1
}

echo "Installing ${#missing[@]} Debian packages: ${missing[*]}"
# The environment goes through env, since sudo drops it.
apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dpkg::Use-Pty=0)
"${apt[@]}" update || failed update
"${apt[@]}" install -y --no-install-recommends "${missing[@]}" >/dev/null || failed install
