"""What each data set must hold to the last number, and where it can be fetched."""

from dataclasses import dataclass
from urllib.parse import urlsplit

import numpy as np


@dataclass(frozen=True)
class ArraySpecification:
    """One array of a data set; `name` is its name inside an ``.npz`` archive, as Keras uses it."""

    name: str
    shape: tuple[int, ...]
    dtype: str
    sha256: str  # of the elements' bytes in row order, little-endian
    idx_name: str | None = None  # name of the official idx file, without ``.gz``

    @property
    def size_in_bytes(self) -> int:
        """Bytes that the elements take."""
        return int(np.prod(self.shape)) * np.dtype(self.dtype).itemsize


@dataclass(frozen=True)
class Address:
    """One place on the internet that gives a whole data set, whose content is always verified."""

    container: str  # "npz" or "csv" (one file), or "idx" (one file per array, in their order)
    urls: tuple[str, ...]
    checksums: tuple[str | None, ...]  # one per file: "sha256:…", "md5:…", or None if unpublished

    @property
    def host(self) -> str:
        """The server's name, for messages."""
        return urlsplit(self.urls[0]).hostname or self.urls[0]


@dataclass(frozen=True)
class Specification:
    """Everything that is known about one data set before it is read."""

    key: str  # short name in Python: "mnist"
    title: str  # name in prose: "MNIST"
    container: str  # "npz" or "csv": how we store it
    arrays: tuple[ArraySpecification, ...]  # for a table a single one, rows by columns
    file_names: tuple[str, ...]  # looked for, as `helpers.data.store.find.plain_name` writes them
    folder_names: tuple[str, ...]  # likewise
    addresses: tuple[Address, ...]  # tried in this order
    licence: str
    citation: str
    class_names: tuple[str, ...] = ()  # for images: what the labels 0, 1, 2 … mean
    units: dict[str, str] | None = None  # for a table: of each column; the last is the target
    whole_numbers: tuple[str, ...] = ()  # columns of a table that hold nothing else

    @property
    def cache_name(self) -> str:
        """Name of the file in which we store the data set."""
        return f"{self.key}.{self.container}"


IDX_NAMES = (
    "train-images-idx3-ubyte",
    "train-labels-idx1-ubyte",
    "t10k-images-idx3-ubyte",
    "t10k-labels-idx1-ubyte",
)
KERAS_FILES = "https://storage.googleapis.com/tensorflow/tf-keras-datasets"


def _image_arrays(*sha256: str) -> tuple[ArraySpecification, ...]:
    """Four arrays in the order of `IDX_NAMES`: 60,000 training and 10,000 test images."""
    names = ("x_train", "y_train", "x_test", "y_test")
    shapes = ((60000, 28, 28), (60000,), (10000, 28, 28), (10000,))
    return tuple(
        ArraySpecification(name, shape, "uint8", digest, idx_name)
        for name, shape, digest, idx_name in zip(names, shapes, sha256, IDX_NAMES, strict=True)
    )


def _idx_address(folder: str, md5: tuple[str, str, str, str]) -> Address:
    """Four gzipped idx files in one folder of a server."""
    return Address(
        container="idx",
        urls=tuple(f"{folder}/{name}.gz" for name in IDX_NAMES),
        checksums=tuple(f"md5:{digest}" for digest in md5),
    )


MNIST = Specification(
    key="mnist",
    title="MNIST",
    container="npz",
    arrays=_image_arrays(
        "741c988805d008ac6e4c904b69001ba184c24b2c540a4ef403f4c71b676cf757",
        "1feba77c54802fa5339a11837ea4b2866434b83314ec45192930f1df69120c13",
        "6d87418db22cc8025d05968bec9bd5c3932904b23485740db143a061a2c9d161",
        "ddeff807876a9661a1110d45c266c86239a3a1b7d37da0c3716a7a683c852ff5",
    ),
    file_names=("mnistnpz",),
    folder_names=("mnist",),
    addresses=(
        Address(
            container="npz",
            urls=(f"{KERAS_FILES}/mnist.npz",),
            checksums=("sha256:731c5ac602752760c8e48fbffcf8c3b850d9dc2a2aedcf2cc48468fc17b673d1",),
        ),
        _idx_address(
            "https://ossci-datasets.s3.amazonaws.com/mnist",
            md5=(
                "f68b3c2dcbeaaa9fbdd348bbdeb94873",
                "d53e105ee54ea40749a09fcbcd1e9432",
                "9fb629c4189551a2d022fa330f9573f3",
                "ec29112dd5afa0611ce80d1b7f02629c",
            ),
        ),
    ),
    licence="CC BY-SA 3.0 as Keras states it; copyright Yann LeCun and Corinna Cortes",
    citation=(
        "Y. LeCun, L. Bottou, Y. Bengio and P. Haffner: Gradient-based learning applied to "
        "document recognition. Proceedings of the IEEE 86(11), 2278-2324, 1998."
    ),
    class_names=tuple("0123456789"),
)

_FASHION_MD5 = (
    "8d4fb7e6c68d591d4c3dfef9ec88bf0d",
    "25c81989df183df01b3e8a0aad5dffbe",
    "bef4ecab320f06d8554ea6380940ec79",
    "bb300cfdad3c16e7a12a480ee83cd310",
)

FASHION_MNIST = Specification(
    key="fashion_mnist",
    title="Fashion-MNIST",
    container="npz",
    arrays=_image_arrays(
        "2e487a6c89124f78f2d7521542223cafe96f7123c3ca13d447772ac6ecbb3012",
        "657fbd221bfc9f4198cc14b5619cc33ec57c58dd0e47af4d99d6650759e869a7",
        "c867c93ff95360594e8ec3287995350b824dd110b11595c0e13d5423f621867a",
        "3d0e6c6ea990b53b6f8f500a41cac93881d981b315f84578b7d915342ade01e9",
    ),
    file_names=("fashionmnistnpz",),
    folder_names=("fashionmnist", "fashion"),
    addresses=(
        _idx_address(KERAS_FILES, md5=_FASHION_MD5),
        _idx_address(
            "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com", md5=_FASHION_MD5
        ),
    ),
    licence="MIT; copyright 2017 Zalando SE",
    citation=(
        "H. Xiao, K. Rasul and R. Vollgraf: Fashion-MNIST: a novel image dataset for "
        "benchmarking machine learning algorithms. arXiv:1708.07747, 2017."
    ),
    class_names=(
        "T-shirt/top", "Trouser", "Pullover", "Dress", "Coat",
        "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot",
    ),
)

CONCRETE = Specification(
    key="concrete",
    title="Concrete",
    container="csv",
    arrays=(
        ArraySpecification(
            name="table",
            shape=(1030, 9),
            dtype="float64",
            sha256="d0e2d2f0f50277624d7d00b98c4e8b66465e8d5f2f51738500552b8b10a4689b",
        ),
    ),
    file_names=("concretecsv", "concretedatacsv"),
    folder_names=("concrete",),
    addresses=tuple(
        Address(
            container="csv",
            urls=(f"https://raw.githubusercontent.com/{place}/concrete_data.csv",),
            checksums=(None,),
        )
        for place in (
            "cameron-presley/DL-Concrete-Strength-Predictions/"
            "07a1499bd6bc65e5b322aabb7b93d861f8b1e582",
            "glitchrakesh/Build-a-Regression-Model-in-Keras/"
            "c9ed06a62850f08031d8f8cc14ef149eb64741ae",
        )
    ),
    licence="CC BY 4.0; I-Cheng Yeh, UCI Machine Learning Repository, data set 165",
    citation=(
        "I-C. Yeh: Modeling of strength of high-performance concrete using artificial neural "
        "networks. Cement and Concrete Research 28(12), 1797-1808, 1998."
    ),
    units={
        "cement": "kg/m³",
        "slag": "kg/m³",
        "fly_ash": "kg/m³",
        "water": "kg/m³",
        "superplasticizer": "kg/m³",
        "coarse_aggregate": "kg/m³",
        "fine_aggregate": "kg/m³",
        "age": "days",
        "strength": "MPa",
    },
    whole_numbers=("age",),
)

SPECIFICATIONS = (MNIST, FASHION_MNIST, CONCRETE)
