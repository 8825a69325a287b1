"""One sign-in a person for many requests that are undone."""

from http.cookies import SimpleCookie


def signed_in_once(cast, client_of):
    """Function user → a fresh client of the person, who signs in once for all of them: each request is undone, and what
    an answer has put into the browser goes with the client."""
    known = {user: client_of(user).cookies for user in cast.values()}

    def client_again(user):
        client = client_of(None)
        client.cookies = SimpleCookie({name: cookie.value for name, cookie in known[user].items()})
        return client

    return client_again
