"""The production pair as the tests meet it; run with the environment's Python, since it needs the drivers.

``check`` prints which service does not answer; ``clean`` removes the one database and the keys of the one prefix that
a test run made, and nothing else.
"""

import sys

import psycopg
import redis
from psycopg import sql


def check(postgres: str, redis_url: str) -> int:
    silent = []
    try:
        psycopg.connect(f"{postgres}/postgres", connect_timeout=3).close()
    except psycopg.Error:
        silent.append("PostgreSQL sur 127.0.0.1:5432 (utilisateur postgres, trust)")
    try:
        redis.Redis.from_url(redis_url, socket_connect_timeout=3).ping()
    except redis.RedisError:
        silent.append("Redis sur 127.0.0.1:6379")
    print(" et de ".join(silent))
    return 0


def clean(postgres: str, redis_url: str, database: str, prefix: str) -> int:
    with psycopg.connect(f"{postgres}/postgres", autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(database)))
    client = redis.Redis.from_url(redis_url)
    for key in client.scan_iter(match=f"{prefix}*", count=500):
        client.delete(key)
    return 0


if __name__ == "__main__":
    sys.exit(check(*sys.argv[2:]) if sys.argv[1] == "check" else clean(*sys.argv[2:]))
