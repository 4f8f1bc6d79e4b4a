from piccolo.apps.user.tables import BaseUser
from piccolo.columns import Date
from piccolo_api.session_auth.tables import SessionsBase


class Member(BaseUser, tablename="member"):
    joined = Date()


class Session(SessionsBase, tablename="member_session"):
    pass
