"""What an OLE container holds: the old office formats, and the shell around encrypted new ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from extract.readers.unreadable import Unreadable

if TYPE_CHECKING:
    from olefile import OleFileIO

MAGIC: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED: Final = "文件设有打开密码，无法读取，请在 Word、Excel 或 WPS 中取消密码后再检查。"


def sniff_ole(data: bytes) -> str:
    """The format in an OLE container, a key of READERS. Raises Unreadable."""
    import olefile

    try:
        with olefile.OleFileIO(data, raise_defects=olefile.DEFECT_FATAL) as container:
            names = {entry[0].lower() for entry in container.listdir(streams=True, storages=True)}
            if names & {"encryptedpackage", "encryptioninfo"}:
                raise Unreadable("encrypted", _ENCRYPTED)
            if "worddocument" in names:
                if _is_encrypted_doc(container):
                    raise Unreadable("encrypted", _ENCRYPTED)
                return "doc"
            if names & {"workbook", "book"}:
                return "xls"
            if "powerpoint document" in names:
                raise Unreadable("unknown", "这是演示文稿，请将其中的表格和文字另存为 Word 文件后再检查。")
    except Unreadable:
        raise
    except Exception as error:
        # Whatever a damaged container raises: nothing of it can be read.
        raise Unreadable(
            "corrupt", "文件已损坏（复合文档结构不完整），请用原软件打开后另存，再重新检查。"
        ) from error
    raise Unreadable("unknown", "无法识别的文件类型。可检查 Word、PDF、Excel、网页和文本文件。")


def _is_encrypted_doc(container: OleFileIO) -> bool:
    """The flag of encryption in the head of the WordDocument stream."""
    with container.openstream("WordDocument") as stream:
        head: bytes = stream.read(12)
    return len(head) == 12 and bool(head[11] & 0x01)
