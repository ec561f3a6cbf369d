#!/bin/bash
# Install a Debian release with its Python libraries into a folder (about 1 GB, some minutes, as root).
#   stack.sh trixie|forky FOLDER ; chroot FOLDER python3 …
set -euo pipefail

release=$1
folder=$2
mirror=$(awk '/^URIs:/{print $2; exit}' /etc/apt/sources.list.d/debian.sources)

apt-get install -y --no-install-recommends debootstrap
script=()
if [ "$release" = forky ]; then
	script=(/usr/share/debootstrap/scripts/sid) # an older debootstrap does not know the name
fi
debootstrap --variant=minbase "$release" "$folder" "$mirror" "${script[@]}"

# No service starts inside.
printf '#!/bin/sh\nexit 101\n' >"$folder/usr/sbin/policy-rc.d"
chmod +x "$folder/usr/sbin/policy-rc.d"

chroot "$folder" sh -c '
	set -e
	export DEBIAN_FRONTEND=noninteractive
	apt-get -o Acquire::Check-Valid-Until=false update
	apt-get install -y --no-install-recommends python3
	version=$(python3 -c "import sys; print(\"%d.%d\" % sys.version_info[:2])")
	apt-get install -y --no-install-recommends libpython$version-testsuite \
		python3-numpy python3-pandas python3-sklearn python3-scipy python3-joblib \
		python3-xgboost python3-cloudpickle python3-dill python3-lz4 python3-pyarrow'
