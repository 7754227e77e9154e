"""A data set like MNIST but tiny, its containers, and a server that counts what it gives."""

import contextlib
import gzip
import hashlib
import io
import struct
import threading
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np

from helpers.data import datasets
from helpers.data.catalogue import CONCRETE, IDX_NAMES, MNIST, Address
from helpers.data.settings import Settings

SHAPES = ((40, 4, 4), (40,), (20, 4, 4), (20,))
IDX_FILES = tuple(f"{name}.gz" for name in IDX_NAMES)


def _digest(array) -> str:
    return hashlib.sha256(array.tobytes()).hexdigest()


def _make_arrays() -> dict[str, np.ndarray]:
    rng = np.random.default_rng(1)
    return {
        "x_train": rng.integers(0, 256, SHAPES[0], dtype=np.uint8),
        "y_train": np.arange(40, dtype=np.uint8) % 10,
        "x_test": rng.integers(0, 256, SHAPES[2], dtype=np.uint8),
        "y_test": np.arange(20, dtype=np.uint8) % 10,
    }


ARRAYS = _make_arrays()

FAKE = replace(
    MNIST,
    arrays=tuple(
        replace(wanted, shape=array.shape, sha256=_digest(array))
        for wanted, array in zip(MNIST.arrays, ARRAYS.values(), strict=True)
    ),
    addresses=(),
)

TABLE = np.round(np.random.default_rng(2).uniform(1, 99, (6, 9)), 2)
TABLE[:, 7] = [1, 3, 7, 28, 90, 365]
FAKE_TABLE = replace(
    CONCRETE,
    arrays=(replace(CONCRETE.arrays[0], shape=TABLE.shape, sha256=_digest(TABLE)),),
    addresses=(),
)


def npz_bytes(arrays=None, compressed=True) -> bytes:
    buffer = io.BytesIO()
    save = np.savez_compressed if compressed else np.savez
    save(buffer, **(ARRAYS if arrays is None else arrays))
    return buffer.getvalue()


def idx_bytes(array) -> bytes:
    sizes = struct.pack(f">{array.ndim}I", *array.shape)
    return bytes([0, 0, 8, array.ndim]) + sizes + array.tobytes()


def idx_files(gzipped=True) -> dict[str, bytes]:
    pack = gzip.compress if gzipped else bytes
    ending = ".gz" if gzipped else ""
    return {
        f"{name}{ending}": pack(idx_bytes(array))
        for name, array in zip(IDX_NAMES, ARRAYS.values(), strict=True)
    }


def csv_text(names=tuple(CONCRETE.units)) -> str:
    rows = [",".join(repr(float(value)) for value in row) for row in TABLE]
    return "\n".join([",".join(names), *rows]) + "\n"


def npz_address(url: str, content: bytes | None = None) -> Address:
    content = npz_bytes() if content is None else content
    return Address("npz", (url,), (f"sha256:{hashlib.sha256(content).hexdigest()}",))


def put(folder: Path, name: str, content: bytes | str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def visible(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if not path.name.startswith("."))


def same(arrays) -> bool:
    return all(np.array_equal(arrays[name], array) for name, array in ARRAYS.items())


class Server:
    """A local web server: `pages` maps paths to bytes or to a function of the handler.

    `requests` lists the paths that were asked for.
    """

    def __init__(self):
        self.pages = {}
        self.requests = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                outer.requests.append(self.path)
                page = outer.pages.get(self.path)
                with contextlib.suppress(ConnectionError):
                    if page is None:
                        self.send_error(404)
                    elif callable(page):
                        page(self)
                    else:
                        send(self, page)

            def log_message(self, *arguments):
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http.daemon_threads = True
        self.http.block_on_close = False

    def __enter__(self):
        threading.Thread(target=self.http.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *exception):
        self.http.shutdown()
        self.http.server_close()

    def give(self, path: str, page) -> str:
        """Serve a page and return its address."""
        self.pages[path] = page
        return f"http://127.0.0.1:{self.http.server_address[1]}{path}"


def send(handler, content: bytes, announced: int | None = None) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", str(len(content) if announced is None else announced))
    handler.end_headers()
    handler.wfile.write(content)


def fetch_in_a_process(url: str, folder: Path, results, ready=None) -> None:
    """What one of thirty kernels does; puts True, or what went wrong, into a queue."""
    settings = Settings(keras_folder=folder / "none", user_folder=folder, read_timeout=60)
    if ready is not None:
        ready.put(True)
    specification = replace(FAKE, addresses=(npz_address(url),))
    try:
        results.put(same(datasets.find(specification, settings).arrays))
    except Exception as error:
        results.put(f"{type(error).__name__}: {error}")
