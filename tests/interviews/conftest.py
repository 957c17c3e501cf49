import pytest

from tests import scene
from tests.conftest import StrictClient
from tests.interviews.offline import interview, note, own  # noqa: F401 - fixtures
from tests.scene import Scene


@pytest.fixture
def cast(db: None) -> Scene:
    return scene.build()


@pytest.fixture
def researcher(cast: Scene) -> StrictClient:
    made = StrictClient()
    made.force_login(cast.people["researcher"])
    return made
