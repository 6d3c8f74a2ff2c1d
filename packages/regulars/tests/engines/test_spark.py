"""The same summary from Spark: in one process, and on a standalone cluster of two workers started here."""

import os
import shutil
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import regulars as rg

pytestmark = pytest.mark.slow
WORKERS = 2
PATIENCE_SECONDS = 90


@pytest.fixture(scope="module", params=["local[2]", "cluster"])
def spark_orders(request: pytest.FixtureRequest, awkward: pa.Table, tmp_path_factory) -> Iterator[Any]:
    """The awkward orders as a table of Spark's, read from files by its workers."""
    pytest.importorskip("pyspark", reason="needs the dependency group engines: uv sync --group engines")
    if shutil.which("java") is None:
        pytest.skip("needs Java 17 or newer, for example the package openjdk-17-jre-headless")
    from pyspark.sql import SparkSession

    folder = tmp_path_factory.mktemp("spark")
    for part in range(4):
        pq.write_table(awkward.slice(part * 90, 90), folder / f"part-{part}.parquet")
    with ExitStack() as stack:
        cluster = request.param == "cluster"
        address = stack.enter_context(standalone_cluster(tmp_path_factory.mktemp("cluster"))) if cluster else "local[2]"
        session = (
            SparkSession.builder.master(address)
            .appName("regulars")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.executor.memory", "512m")
            .config("spark.executor.cores", "1")
            .config("spark.sql.shuffle.partitions", "4")
            .config("spark.sql.warehouse.dir", str(folder / "warehouse"))
            .getOrCreate()
        )
        stack.callback(session.stop)
        if cluster:
            wait_until(lambda: executors(session) == WORKERS, "both workers serve the session")
        connection = ibis.pyspark.connect(session)
        orders = connection.read_parquet(str(folder / "part-*.parquet"), table_name="orders")
        # Ibis does not tell Spark's two kinds of timestamp apart: a moment is declared
        yield orders.mutate(moment=orders.moment.cast("timestamp('UTC')"))


def executors(session: Any) -> int:
    """Processes that work for a session, without the one that gives orders."""
    return session.sparkContext._jsc.sc().getExecutorMemoryStatus().size() - 1


@contextmanager
def standalone_cluster(folder: Path) -> Iterator[str]:
    """A master and two workers, each a process of its own; all are gone afterwards."""
    import pyspark

    launcher = Path(pyspark.__file__).parent / "bin" / "spark-class"
    port, page = free_port(), free_port()
    environment = {**os.environ, "SPARK_LOCAL_IP": "127.0.0.1", "SPARK_NO_DAEMONIZE": "1"}
    address = f"spark://127.0.0.1:{port}"
    commands = [["deploy.master.Master", "--port", str(port), "--webui-port", str(page)]]
    for number in range(WORKERS):
        work = ["--work-dir", str(folder / f"worker-{number}"), "--webui-port", str(free_port())]
        commands.append(["deploy.worker.Worker", "--cores", "1", "--memory", "1g", *work, address])
    started = []
    try:
        for number, (kind, *options) in enumerate(commands):
            command = [str(launcher), f"org.apache.spark.{kind}", "--host", "127.0.0.1", *options]
            log = (folder / f"{number}.log").open("wb")
            started.append(subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, env=environment))
            if number == 0:
                wait_until(lambda: answers(port), "the master listens")
        wait_until(lambda: workers_alive(page) == WORKERS, "both workers have joined")
        yield address
    finally:
        for process in reversed(started):
            process.terminate()
        for process in started:
            process.wait(timeout=30)


def workers_alive(page: int) -> int:
    with urllib.request.urlopen(f"http://127.0.0.1:{page}/json/") as answer:
        return answer.read().decode().count('"ALIVE"') - 1


def answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until(met: Any, what: str) -> None:
    """Ask twice a second; an engine that does not come up is a failure, not a skip."""
    end = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            if met():
                return
        except OSError:
            pass
        assert time.monotonic() < end, f"waited {PATIENCE_SECONDS} s in vain: {what}"
        time.sleep(0.5)


def test_spark_gives_the_same_summary(spark_orders: Any, awkward: pa.Table, case: dict[str, Any], assert_same) -> None:
    assert_same(rg.summarize(spark_orders, **case), rg.summarize(awkward, **case))
