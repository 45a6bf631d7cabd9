"""What surrounds the window: application, style, logging, unexpected errors, order of the start.

Nothing here imports the engine. `StartUp` paints an empty window first and imports the real one
behind it.
"""

import faulthandler
import gc
import importlib
import logging
import logging.handlers
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Sequence
from importlib import resources
from pathlib import Path
from types import TracebackType
from typing import Protocol, cast

import platformdirs
from PySide6.QtCore import (
    QLibraryInfo,
    QLocale,
    QMessageLogContext,
    QObject,
    QThread,
    QTimer,
    QtMsgType,
    QTranslator,
    Signal,
    Slot,
    qInstallMessageHandler,
    qVersion,
)
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import QApplication, QWidget

from app.model.preferences import Preferences
from app.windows.loading import LoadingWindow, place
from app.windows.theme import Theme
from app.windows.unexpected import UnexpectedErrors

MAIN_WINDOW = "app.windows.main_window"
OLDEST_QT = (6, 8)
_COLLECT_EVERY_MS = 500
STACK_BYTES = 8 * 2**20  # macOS gives a thread 512 KiB, which importing the engine can overflow.

_log = logging.getLogger(__name__)
_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


class Collector(QObject):
    """Collects Python's garbage in the thread of the window alone.

    Python collects in whatever thread happens to allocate. If that is the run's, it may destroy
    widgets there, and Qt crashes when that is not done in their own thread.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        timer = QTimer(self)
        timer.timeout.connect(self.collect)
        timer.start(_COLLECT_EVERY_MS)

    @Slot()
    def collect(self) -> None:
        """Collect the oldest generation that is due, as Python itself would."""
        for generation in (2, 1, 0):
            if gc.get_count()[generation] > gc.get_threshold()[generation]:
                gc.collect(generation)
                return

    @Slot()
    def settle(self) -> None:
        """Leave out of later collections what the program consists of; they are quick then."""
        gc.collect()
        gc.freeze()


class Studio(Protocol):
    """What the start needs of the real window."""

    def window(self) -> QWidget:
        """Return the window itself, as every widget does."""

    def open_paths(self, paths: Sequence[Path]) -> None:
        """Open the photos given at the start."""

    def start_demo(self) -> None:
        """Open a bundled sample and start restoring it."""


def open_window(paths: Sequence[Path], *, demo: bool = False) -> int:
    """Show the window and return the exit code when it is closed."""
    if _qt_version() < OLDEST_QT:
        sys.stderr.write(f"DIP Studio needs Qt 6.8 or newer; this is Qt {qVersion()}.\n")
        return 1
    application = make_application()
    folder = start_logging()
    errors = UnexpectedErrors(folder)
    catch_everything(errors.report)
    record_crashes(folder / "crash.log")
    collector = Collector(application)
    start_up = StartUp(application, Preferences(), paths, demo=demo)
    start_up.furnished.connect(collector.settle)
    start_up.begin()
    code = application.exec()
    start_up.end()
    return code


def make_application() -> QApplication:
    """Return the application with its name, icon and language."""
    application = QApplication(["dip-studio"])
    application.setApplicationName("dip-studio")
    application.setApplicationDisplayName("DIP Studio")
    application.setOrganizationName("DIP Studio")
    application.setDesktopFileName("dip-studio")
    icon = QPixmap()
    icon.loadFromData((resources.files("resources") / "icons" / "app.svg").read_bytes())
    application.setWindowIcon(QIcon(icon))
    # Ctrl-C in the terminal ends the program, as it does everywhere else.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    _translate(application)
    return application


def start_logging() -> Path:
    """Write a rotating log and return its folder."""
    folder = Path(platformdirs.user_log_dir("dip-studio", appauthor=False))
    handlers: list[logging.Handler] = [logging.StreamHandler()]
    handlers[0].setLevel(logging.ERROR)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handlers.append(
            logging.handlers.RotatingFileHandler(
                folder / "dip-studio.log", maxBytes=1_000_000, backupCount=3, encoding="utf-8"
            )
        )
    except OSError as error:  # A home folder that cannot be written must not stop the program.
        sys.stderr.write(f"No log can be written to {folder}: {error}\n")
    logging.basicConfig(
        level=logging.INFO,
        format="%(asctime)s %(levelname)s %(threadName)s %(name)s: %(message)s",
        handlers=handlers,
    )
    return folder


def catch_everything(report: Callable[[str], None]) -> None:
    """Send what nobody catches to the log and to `report`, from every thread."""

    def unexpected(
        kind: type[BaseException], error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            return
        details = "".join(traceback.format_exception(kind, error, trace))
        _log.critical("Unexpected error.\n%s", details)
        report(details)

    sys.excepthook = unexpected
    threading.excepthook = lambda args: unexpected(
        args.exc_type, args.exc_value, args.exc_traceback
    )
    qInstallMessageHandler(_log_qt_message)


def record_crashes(path: Path) -> None:
    """Let a crash of a library leave the Python stacks of all threads in a file."""
    try:
        # The file must stay open: nothing can be opened any more when it is needed.
        faulthandler.enable(path.open("a", encoding="utf-8"))
    except OSError as error:
        _log.warning("Crashes cannot be recorded in %s: %s", path, error)


class StartUp(QObject):
    """The order of the start: an empty window, the imports, the real window in its place."""

    furnished = Signal()

    def __init__(
        self,
        application: QApplication,
        preferences: Preferences,
        paths: Sequence[Path] = (),
        *,
        demo: bool = False,
    ) -> None:
        super().__init__()
        self._preferences = preferences
        self._paths = list(paths)
        self._demo = demo
        self._theme = Theme(application, preferences.theme)
        preferences.changed.connect(self._preference_changed)
        self.loading = LoadingWindow(preferences.geometry)
        self._importer = _Importer(MAIN_WINDOW)
        self._importer.finished.connect(self._furnish)
        self.studio: Studio | None = None

    def begin(self) -> None:
        """Show the empty window, and import the real one as soon as it has been painted."""
        self.loading.show()
        QTimer.singleShot(0, self._importer, self._importer.start)

    def end(self) -> None:
        """Wait for the import, which cannot be interrupted."""
        self._importer.wait()

    @Slot()
    def _furnish(self) -> None:
        if self.loading.closed:
            return
        if self._importer.error is not None:
            self.loading.give_up()
            raise self._importer.error
        make = cast("Callable[[Preferences, object], Studio]", self._importer.module.make_studio)
        self.studio = make(self._preferences, self._importer.prepared)
        self._swap(self.studio.window())
        if self._demo:
            self.studio.start_demo()
        else:
            self.studio.open_paths([*self._paths, *self.loading.dropped])
        self.furnished.emit()

    def _swap(self, window: QWidget) -> None:
        place(window, self._preferences.geometry)
        window.setGeometry(self.loading.geometry())
        window.setWindowState(self.loading.windowState())
        window.show()
        # The empty window goes once the real one has been painted over it.
        QTimer.singleShot(100, self.loading, self.loading.close)

    @Slot(str)
    def _preference_changed(self, name: str) -> None:
        if name in {"theme", ""}:
            self._theme.choose(self._preferences.theme)


class _Importer(QThread):
    """Imports a module behind the window and prepares it; torch alone takes over a second."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setStackSize(STACK_BYTES)
        self._name = name
        self.module = sys.modules[__name__]
        self.prepared: object = None
        self.error: BaseException | None = None

    def run(self) -> None:
        try:
            self.module = importlib.import_module(self._name)
            self.prepared = self.module.prepare()
        except BaseException as error:  # noqa: BLE001 - shown by the thread of the window
            self.error = error


def _translate(application: QApplication) -> None:
    """Let Qt's own texts (OK, Cancel, file dialogs) speak the language of the system."""
    translator = QTranslator(application)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if translator.load(QLocale(), "qtbase", "_", folder):
        application.installTranslator(translator)


def _log_qt_message(kind: QtMsgType, _context: QMessageLogContext, message: str) -> None:
    logging.getLogger("qt").log(_LEVELS.get(kind, logging.WARNING), message)


def _qt_version() -> tuple[int, ...]:
    return tuple(int(part) for part in qVersion().split(".")[:2])
