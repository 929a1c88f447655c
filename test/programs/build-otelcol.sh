#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Builds a collector of OpenTelemetry into the lab's cache, once, and says where it is: Debian has no package. Its own builder
# makes it of two parts: what receives OTLP, and what writes it out.
set -euo pipefail
version=v0.165.0
cache=${LAB_CACHE:-$HOME/.cache/scs-gateway-lab}/otelcol-$version
if [ -x "$cache/otelcol" ]; then echo "$cache/otelcol"; exit 0; fi
export PATH=$PATH:/usr/local/go/bin GOTOOLCHAIN=local GOWORK=off CGO_ENABLED=0 GOFLAGS=-buildvcs=false
command -v go >/dev/null || { echo 'there is no Go 1.26 to build a collector with' >&2; exit 1; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cat > "$work/builder.yaml" <<YAML
dist: { name: otelcol, description: A collector to test with, output_path: $work/source }
receivers: [{ gomod: go.opentelemetry.io/collector/receiver/otlpreceiver $version }]
exporters: [{ gomod: go.opentelemetry.io/collector/exporter/debugexporter $version }]
YAML
GOBIN="$work" go install "go.opentelemetry.io/collector/cmd/builder@$version"
"$work/builder" --config "$work/builder.yaml" --skip-compilation
mkdir -p "$cache"
cd "$work/source"
nice -n 10 go build -trimpath -ldflags '-s -w' -o "$cache/unfinished" .
mv "$cache/unfinished" "$cache/otelcol"
echo "$cache/otelcol"
