"""The extension objects, bound to an application in `create_app`."""

from flask_babel import Babel
from flask_compress import Compress
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import LoginManager
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect

from knowledge.models import metadata

db = SQLAlchemy(metadata=metadata)
migrate = Migrate()
babel = Babel()
csrf = CSRFProtect()
login = LoginManager()
compress = Compress()
limiter = Limiter(key_func=get_remote_address, headers_enabled=True)
