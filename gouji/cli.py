"""The command line: ``gouji check``, ``extract``, ``scan``, ``report``, ``diff``, ``baseline`` and others."""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Callable, Sequence
from typing import Any, NoReturn

from gouji import __version__
from gouji.config import FAIL_ON, FORMATS, SEVERITIES, ConfigError
from gouji.outcome import INTERRUPTED, OK, WRONG, Refusal, complain

_EPILOG = """退出码：0 全部核查完毕且没有达到 --fail-on 级别的问题；1 有问题；
2 用法、配置有误或程序自身出错；3 没有问题，但有文件未能完全核查。"""

_REFUSALS = (
    (re.compile(r"unrecognized arguments: (.*)"), r"不认识的参数：\1"),
    (re.compile(r"the following arguments are required: (.*)"), r"缺少参数：\1"),
    (re.compile(r"argument (\S+): invalid choice: (.*?) \(choose from (.*)\)"), r"\1 不能是 \2，可选：\3"),
    (re.compile(r"argument (\S+): expected (one|at least one) argument"), r"\1 后面缺少取值"),
    (re.compile(r"argument (\S+): invalid \S+ value: (.*)"), r"\1 的取值无效：\2"),
    (re.compile(r"ambiguous option: (\S+).*"), r"选项 \1 不明确"),
)


class _Parser(argparse.ArgumentParser):
    """A parser that speaks Chinese."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings, add_help=False)
        self._positionals.title, self._optionals.title = "参数", "选项"
        self.add_argument("-h", "--help", action="help", help="显示用法")

    def format_usage(self) -> str:
        return super().format_usage().replace("usage:", "用法：", 1)

    def format_help(self) -> str:
        return super().format_help().replace("usage:", "用法：", 1)

    def _print_message(self, message: str, file: Any = None) -> None:
        from gouji.output import write_text

        write_text(file or sys.stdout, message)

    def error(self, message: str) -> NoReturn:
        for pattern, chinese in _REFUSALS:
            message = pattern.sub(chinese, message)
        raise Refusal(f"{message}（用 {self.prog} --help 查看用法）")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    from gouji.output import OutputError, open_closed_streams, quiet_pipe

    open_closed_streams()
    code = OK
    try:
        with quiet_pipe():
            options = build_parser().parse_args(arguments)
            code = _run(options)
    except SystemExit as stop:  # --help and --version
        return int(stop.code or 0)
    except (Refusal, ConfigError, OutputError) as error:
        complain(str(error))
        return WRONG
    except KeyboardInterrupt:
        complain("已中断")
        return INTERRUPTED
    except Exception as error:
        if os.environ.get("GOUJI_TRACEBACK"):
            import traceback

            traceback.print_exc()
        complain(f"程序自身出错（{type(error).__name__}: {error}），设置环境变量 GOUJI_TRACEBACK=1 可看详情")
        return WRONG
    return code


def _run(options: argparse.Namespace) -> int:
    match options.command:
        case "check":
            from gouji.command.check import run
        case "extract":
            from gouji.command.extract import run
        case "report":
            from gouji.command.report import run
        case "diff":
            from gouji.command.diff import run
        case "baseline":
            from gouji.command.baseline import run
        case "scan":
            from gouji.command.scan import run
        case "status":
            from gouji.command.status import run
        case "serve":
            from gouji.command.serve import run
        case "user":
            from gouji.command.serve import manage_users as run
        case "purge":
            from gouji.command.purge import run
        case "audit":
            from gouji.command.purge import audit as run
        case "rules":
            from gouji.command.rule import list_rules as run
        case "explain":
            from gouji.command.rule import explain as run
        case _:
            from gouji.command.doctor import run
    code: int = run(options)
    return code


def positive(text: str) -> int:
    """A whole number from 1; ValueError else."""
    if (number := int(text)) < 1:
        raise ValueError(text)
    return number


def shard(text: str) -> tuple[int, int]:
    """``K/N`` with 1 ≤ K ≤ N; ValueError else."""
    mine, among = map(int, text.split("/"))
    if not 1 <= mine <= among:
        raise ValueError(text)
    return mine, among


def build_parser() -> argparse.ArgumentParser:
    """The parser of every command."""
    parser = _Parser(
        prog="gouji",
        description="核对绩效自评报告中的数据，列出不能同时成立的数字。全程在本机进行。",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"gouji {__version__}", help="显示版本")
    commands = parser.add_subparsers(dest="command", required=True, metavar="命令", title="命令")

    def command(name: str, told: str) -> argparse.ArgumentParser:
        return commands.add_parser(
            name,
            help=told,
            description=told,
            epilog=_EPILOG if name == "check" else None,
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )

    check = command("check", "读取报告，核对数据，列出问题")
    check.add_argument("paths", nargs="+", metavar="文件", help="报告、压缩包或文件夹")
    check.add_argument("--format", choices=FORMATS, help="输出格式，默认 text")
    check.add_argument("--output", metavar="文件", help="写入文件，默认显示在屏幕上")
    check.add_argument("--select", action="append", metavar="代码", help="只用这些规则，可写前缀，逗号分隔")
    check.add_argument("--ignore", action="append", metavar="代码", help="不用这些规则，可写前缀，逗号分隔")
    check.add_argument("--min-severity", choices=SEVERITIES, help="只列出不低于此级别的问题，默认 info")
    check.add_argument("--fail-on", choices=FAIL_ON, help="达到此级别时退出码为1，默认 error")
    check.add_argument(
        "--pack", metavar="规则包", help="自带规则包的名称（如 湖北）或自己的规则包文件，默认按报告所在地选用"
    )
    check.add_argument("--config", metavar="文件", help="配置文件，默认找 gouji.toml 或 pyproject.toml")
    check.add_argument("--jobs", type=int, metavar="数", help="同时处理的文件数，默认1")
    check.add_argument(
        "--with-document", action="store_true", help="在 json 中附上读出的全文，供 gouji report 再次输出"
    )

    check.add_argument("--baseline", metavar="文件", help="基线文件，其中已接受的问题不再列出")
    check.add_argument("--merge", metavar="底稿", help="并入旧底稿中的处理意见（xlsx）")

    extract = command("extract", "列出从报告中读出的数据，不作判断")
    extract.add_argument("paths", nargs="+", metavar="文件", help="报告、压缩包或文件夹")
    extract.add_argument("--jobs", type=positive, default=1, metavar="数", help="同时处理的文件数，默认1")
    extract.add_argument("--format", choices=("text", "json"), default="text", help="输出格式，默认 text")
    extract.add_argument("--output", metavar="文件", help="写入文件，默认显示在屏幕上")

    report = command("report", "用保存的 json 结果再次输出，不重新读取报告")
    report.add_argument("result", metavar="结果")
    report.add_argument("--format", choices=FORMATS, default="text", help="输出格式，默认 text")
    report.add_argument("--output", metavar="文件", help="写入文件，默认显示在屏幕上")
    report.add_argument("--merge", metavar="底稿", help="并入旧底稿中的处理意见（xlsx）")

    diff = command("diff", "对比重新报送的文件与第一版：哪些问题已消除、仍存在、新增")
    diff.add_argument("old", metavar="旧", help="第一版的报告，或保存的 json 结果")
    diff.add_argument("new", metavar="新", help="重新报送的报告，或保存的 json 结果")
    diff.add_argument("--format", choices=("text", "json"), default="text", help="输出格式，默认 text")
    diff.add_argument("--output", metavar="文件", help="写入文件，默认显示在屏幕上")
    diff.add_argument("--fail-on", choices=FAIL_ON, default="error", help="达到此级别时退出码为1，默认 error")

    baseline = command("baseline", "记录、应用、清理已接受的问题")
    actions = ("record", "apply", "prune")
    baseline.add_argument(
        "action", choices=actions, metavar="操作", help="record 记录；apply 应用；prune 清理"
    )
    baseline.add_argument("result", metavar="结果", help="gouji check --format json 的结果")
    baseline.add_argument("ids", nargs="*", metavar="编号", help="要记录的问题的编号")
    baseline.add_argument("--file", required=True, metavar="基线", help="基线文件")
    baseline.add_argument("--all", action="store_true", help="记录结果中的全部问题")
    baseline.add_argument(
        "--verdict", choices=("确认", "误报", "已改", "不适用"), default="误报", help="处理意见，默认 误报"
    )
    baseline.add_argument("--reason", default="", metavar="理由", help="误报和不适用须写明理由")
    baseline.add_argument("--who", default="", metavar="处理人", help="由谁决定")
    baseline.add_argument("--until", metavar="日期", help="有效期止，如 2025-12-31")
    baseline.add_argument("--format", choices=FORMATS, default="text", help="输出格式，默认 text")
    baseline.add_argument("--output", metavar="文件", help="写入文件，默认显示在屏幕上")

    scan = command("scan", "核对整个文件夹的报送材料，可中断后接着运行，给出汇总")
    scan.set_defaults(format=None, min_severity=None)
    scan.add_argument("folder", metavar="文件夹", help="一个年度的报送材料，压缩包会展开")
    scan.add_argument("--run", required=True, metavar="运行目录", help="结果、汇总和运行记录所在的文件夹")
    scan.add_argument("--resume", action="store_true", help="沿用上次的规则设置接着运行")
    scan.add_argument("--retry", action="store_true", help="未能完全核查的文件再试一次")
    scan.add_argument("--jobs", type=positive, metavar="数", help="同时处理的文件数，默认为处理器个数")
    scan.add_argument("--select", action="append", metavar="代码", help="只用这些规则，可写前缀，逗号分隔")
    scan.add_argument("--ignore", action="append", metavar="代码", help="不用这些规则，可写前缀，逗号分隔")
    scan.add_argument("--fail-on", choices=FAIL_ON, help="达到此级别时退出码为1，默认 error")
    scan.add_argument(
        "--pack", metavar="规则包", help="自带规则包的名称（如 湖北）或自己的规则包文件，默认按报告所在地选用"
    )
    scan.add_argument("--config", metavar="文件", help="配置文件，默认找 gouji.toml 或 pyproject.toml")
    scan.add_argument("--roster", metavar="名单", help="应报送的单位（csv、xlsx），列出未报送的")
    scan.add_argument("--shard", type=shard, default=(1, 1), metavar="K/N", help="只处理N份中的第K份")
    scan.add_argument("--merge", action="append", default=[], metavar="运行目录", help="并入各分片的运行目录")
    scan.add_argument("--letters", action="store_true", help="给有问题的单位各写一份整改通知")
    scan.add_argument(
        "--cluster", nargs="?", const="", metavar="地址",
        help="把各份文件交给 Dask 集群处理；不写地址的，在本机起一个有 --jobs 个节点的",
    )  # fmt: skip

    status = command("status", "一次 scan 进行到哪里")
    status.add_argument("run", metavar="运行目录")

    _add_page_commands(command)

    rules = command("rules", "列出全部规则")
    rules.add_argument("--format", choices=("text", "json"), default="text", help="输出格式，默认 text")
    rules.add_argument(
        "--pack",
        nargs="?",
        const="",
        metavar="规则包",
        help="列出自带的规则包；写明名称或文件的，显示其内容并检查",
    )

    explain = command("explain", "显示一条规则的说明")
    explain.add_argument("code", metavar="代码")

    command("doctor", "检查本机能读取哪些格式，有哪些保护")
    return parser


def _add_page_commands(command: Callable[[str, str], argparse.ArgumentParser]) -> None:
    """The review page and what its administrator needs."""

    def stored(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
        parser.add_argument(
            "--folder", default="gouji-data", metavar="文件夹", help="数据文件夹，默认 gouji-data"
        )
        parser.add_argument(
            "--database",
            metavar="地址",
            help="如 postgresql://用户:密码@主机/库名，默认用数据文件夹中的 SQLite",
        )
        return parser

    serve = stored(command("serve", "打开审核页面：上传、核查、处理、导出"))
    serve.set_defaults(format=None, min_severity=None, fail_on=None)
    serve.add_argument(
        "--host", default="127.0.0.1", metavar="地址", help="默认 127.0.0.1，只有本机能打开；其他地址须登录"
    )
    serve.add_argument("--port", type=int, default=8321, metavar="端口", help="默认 8321，0 为任一空闲端口")
    serve.add_argument("--jobs", type=positive, metavar="数", help="同时核查的文件数，默认比处理器个数少1")
    serve.add_argument(
        "--allow-host", action="append", default=[], metavar="主机名", help="还可用此主机名打开，可重复"
    )
    serve.add_argument("--certificate", metavar="文件", help="TLS 证书（PEM），与 --key 一起给出")
    serve.add_argument("--key", metavar="文件", help="TLS 私钥（PEM）")
    serve.add_argument("--https", action="store_true", help="由反向代理以 https 提供")
    serve.add_argument(
        "--webhook", action="append", default=[], metavar="地址", help="允许通知以此开头的地址，可重复"
    )
    serve.add_argument(
        "--keep", type=int, default=0, metavar="天数", help="超过天数的文件自动删除，默认不删除"
    )
    serve.add_argument("--select", action="append", metavar="代码", help="只用这些规则，可写前缀，逗号分隔")
    serve.add_argument("--ignore", action="append", metavar="代码", help="不用这些规则，可写前缀，逗号分隔")
    serve.add_argument(
        "--pack", metavar="规则包", help="自带规则包的名称（如 湖北）或自己的规则包文件，默认按报告所在地选用"
    )
    serve.add_argument("--config", metavar="文件", help="配置文件，默认找 gouji.toml 或 pyproject.toml")

    user = stored(command("user", "审核页面的用户：添加、列出、改密码、停用、给其他程序发令牌"))
    user.add_argument(
        "action",
        choices=("add", "list", "password", "close", "token"),
        metavar="操作",
        help="add 添加；list 列出；password 改密码；close 停用；token 发令牌",
    )
    user.add_argument("name", nargs="?", default="", metavar="用户名")
    user.add_argument(
        "--role",
        choices=("reviewer", "leader", "department"),
        default="reviewer",
        help="reviewer 复核人员；leader 负责人，只看；department 报送单位，只看本单位的文件",
    )
    user.add_argument("--department", default="", metavar="单位", help="报送单位的名称")

    purge = stored(command("purge", "彻底删除审核页面中的文件：原件、结果、处理意见；审计日志只留编号"))
    purge.add_argument("ids", nargs="*", metavar="编号", help="文件编号，连同其各版本")
    purge.add_argument("--older-than", type=float, metavar="天数", help="最后一版早于此天数的文件")

    stored(command("audit", "显示审核页面的审计日志，并检查有无改动"))
