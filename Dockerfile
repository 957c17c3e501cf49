# Une image pour tout : site, travail de fond, horloge, migrations. docker-compose.yml dit ce que chacun lance.

FROM python:3.13-slim AS base
ENV PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    PIP_NO_CACHE_DIR=1 \
    PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /app


FROM base AS libraries
RUN python -m venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH
COPY requirements/ requirements/
RUN pip install --require-hashes -r requirements/runtime.txt \
    && pip install --require-hashes --no-deps -r requirements/data.txt


# La carte, les polices et le code des communes viennent de npm, comme avec « make run » ; Node ne va pas plus loin.
FROM base AS frontend
COPY requirements/ requirements/
COPY scripts/ scripts/
COPY package.json package-lock.json ./
RUN python -m scripts.frontend


FROM base AS site
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        fontconfig libharfbuzz-subset0 libharfbuzz0b libpango-1.0-0 libpangoft2-1.0-0 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --create-home --shell /usr/sbin/nologin communs
# Les volumes nommés prennent le propriétaire de ces dossiers.
RUN install -d -o communs -g communs /data/var /data/files
COPY --from=libraries /opt/venv /opt/venv
COPY . .
COPY --from=frontend /app/static/vendor static/vendor
COPY --from=frontend /app/territories/reference territories/reference
ENV PATH=/opt/venv/bin:$PATH \
    PRODUCTION=1 \
    VAR_DIR=/data/var \
    MEDIA_DIR=/data/files \
    STATIC_DIR=/app/collected
# Des valeurs d’un instant, pour cette seule commande : aucune clé ne reste dans l’image.
RUN SECRET_KEY=build IDENTITY_KEY=build SITE_URL=http://build DATABASE_URL=sqlite:////tmp/build REDIS_URL=redis://build \
    VAR_DIR=/tmp/build-var python manage.py collectstatic --no-input && rm -r /tmp/build-var
USER communs
EXPOSE 8000
# Toute l’application est lue avant d’ouvrir le port : une variable absente se dit en une phrase, et tout s’arrête.
# Pas de journal des accès : il garderait les liens personnels (consentement, relecture, invitation).
CMD ["gunicorn", "config.wsgi", "--preload", "--bind", "0.0.0.0:8000", "--timeout", "60", \
     "--worker-tmp-dir", "/dev/shm", "--no-control-socket"]
