"""Addresses under /mon-espace/cercles/."""

from django.urls import path, re_path

from space.views import circle_calendar, circle_desk, circle_talk, circles

urlpatterns = [
    path("", circles.circles, name="circles"),
    path("agenda/<str:token>.ics", circle_calendar.feed, name="circle_feed"),
    path("<slug:slug>/", circles.circle, name="circle"),
    path("<slug:slug>/quitter/", circles.leave, name="leave_circle"),
    path("<slug:slug>/visible/", circles.be_seen, name="be_seen"),
    path("<slug:slug>/rencontres/<int:pk>/venir/", circles.come, name="come"),
    path("<slug:slug>/rencontres/<int:pk>/ne-plus-venir/", circles.not_come, name="not_come"),
    path("<slug:slug>/rencontres/<int:pk>/presences/", circle_desk.presences, name="presences"),
    path("<slug:slug>/agenda/", circle_calendar.calendar, name="circle_calendar"),
    path(
        "<slug:slug>/agenda/nouvelle-adresse/", circle_calendar.renew, name="renew_circle_calendar"
    ),
    path("<slug:slug>/agenda/fermer/", circle_calendar.close, name="close_circle_calendar"),
    path("<slug:slug>/sujets/", circle_talk.propose, name="propose_topic"),
    path("<slug:slug>/sujets/<int:pk>/voter/", circle_talk.vote, name="vote"),
    path("<slug:slug>/sujets/<int:pk>/retirer-ma-voix/", circle_talk.withdraw, name="withdraw"),
    path("<slug:slug>/sujets/<int:pk>/clore/", circle_desk.close_topic, name="close_topic"),
    path("<slug:slug>/dates/proposer/", circle_desk.new_poll, name="new_poll"),
    path("<slug:slug>/dates/<int:pk>/", circle_talk.answer_poll, name="poll"),
    path("<slug:slug>/dates/<int:pk>/planifier/", circle_desk.plan, name="plan"),
    path("<slug:slug>/dates/<int:pk>/abandonner/", circle_desk.give_up, name="give_up"),
    path("<slug:slug>/comptes-rendus/nouveau/", circle_desk.write_minutes, name="new_minutes"),
    path("<slug:slug>/comptes-rendus/<int:pk>/", circle_talk.minutes, name="circle_minutes"),
    path(
        "<slug:slug>/comptes-rendus/<int:pk>/modifier/",
        circle_desk.write_minutes,
        name="edit_minutes",
    ),
    path("<slug:slug>/documents/<int:pk>/", circle_talk.document, name="circle_document"),
    path("<slug:slug>/partager/", circle_desk.share, name="share"),
    re_path(
        r"^(?P<slug>[-\w]+)/partager/(?P<what>document|ressource)/(?P<pk>[0-9]{1,9})/retirer/$",
        circle_desk.unshare,
        name="unshare",
    ),
    path("<slug:slug>/membres/", circle_desk.members, name="circle_members"),
    re_path(
        r"^(?P<slug>[-\w]+)/membres/(?P<pk>[0-9]{1,9})/(?P<act>accepter|refuser|retirer)/$",
        circle_desk.answer,
        name="answer_member",
    ),
]
