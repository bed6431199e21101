"""Where the pages of the site begin in the tree."""

from wagtail.models import Site


def address(request):
    """The path of the home page in the tree (`url_path`). Of the only site that there is, Wagtail
    keeps it at hand; of several, it asks which."""
    if len(roots := Site.get_site_root_paths()) == 1 or request is None:
        return roots[0].root_path if roots else "/"
    site = Site.find_for_request(request)
    return site.root_page.url_path if site else "/"
