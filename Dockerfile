# syntax=docker/dockerfile:1
# The binary on a distroless image, run by a user without rights. In the folder to check:
#
#   docker run --rm --network none --read-only --volume "$PWD:/work:ro" bartizan check
#
# Built again from the same images it is the same image, bit by bit: name them by their digests, and let BuildKit set the times.
#
#   docker buildx build \
#     --build-arg RUST=docker.io/library/rust:1.95-slim-bookworm@sha256:… \
#     --build-arg RUNTIME=gcr.io/distroless/cc-debian12:nonroot@sha256:… \
#     --build-arg SOURCE_DATE_EPOCH="$(git log -1 --format=%ct)" \
#     --output type=docker,name=bartizan,rewrite-timestamp=true .
ARG RUST=docker.io/library/rust:1.95-slim-bookworm
ARG RUNTIME=gcr.io/distroless/cc-debian12:nonroot

FROM ${RUST} AS build
ENV CARGO_INCREMENTAL=0 CARGO_TARGET_DIR=/target RUSTFLAGS="--remap-path-prefix=/source=. --remap-path-prefix=/usr/local/cargo=cargo"
WORKDIR /source
COPY . .
RUN cargo build --release --locked --package bartizan

FROM ${RUNTIME}
LABEL org.opencontainers.image.title="Bartizan" \
      org.opencontainers.image.source="https://github.com/bartizan-rs/bartizan" \
      org.opencontainers.image.licenses="Apache-2.0"
COPY --from=build /target/release/bartizan /usr/local/bin/bartizan
COPY LICENSE /usr/share/licenses/bartizan/LICENSE
USER 65532:65532
WORKDIR /work
ENTRYPOINT ["/usr/local/bin/bartizan"]
CMD ["check"]
