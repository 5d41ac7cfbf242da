# The service in a container: a home in /data, pages and interface at port 8080.
FROM python:3.11-slim-bookworm AS build
WORKDIR /src
COPY . .
RUN pip wheel --no-cache-dir --no-deps --wheel-dir /wheels .

FROM python:3.11-slim-bookworm
# hadolint ignore=DL3013
RUN --mount=type=bind,from=build,source=/wheels,target=/wheels \
    set -- /wheels/*.whl && pip install --no-cache-dir "$1[postgresql]"
RUN useradd --system --uid 10001 --user-group --home-dir /data storytree \
    && install --directory --owner=storytree --group=storytree --mode=0700 /data
USER 10001
WORKDIR /data
ENV STORYTREE_HOME=/data \
    PYTHONUNBUFFERED=1
VOLUME /data
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8080/healthz', timeout=4)"]
ENTRYPOINT ["storytree"]
CMD ["serve", "--host", "0.0.0.0", "--log-format", "json"]
