"""What the `[figure]` table of a stretch may say: its poses, its view, what each hand holds."""

from itertools import product
from typing import Annotated, Literal, Self, get_args

from pydantic import Field, model_validator

from stretchlib.figure.body import FARTHEST, NEAREST, Joints
from stretchlib.figure.pose import LEGS, POSES, BodyPoint, FeltMark, Hands, Pose, Table

Piece = Literal[
    "other arm",
    "other hand",
    "other thigh",
    "other shin",
    "trunk",
    "head",
    "side thigh",
    "side shin",
    "side arm",
    "side hand",
]
PIECES: tuple[Piece, ...] = get_args(Piece)


class FigureTable(Table):
    """
    The `[figure]` table of a stretch, drawn for a stretched side that is near the viewer.

    Its poses are `ready`, `eased` (the small end of the movement), `deep` (the stretch) and, where
    the stretch has an enhance stage, `enhance`; with `enhance_back` it goes to and fro.
    """

    on: Literal["mat", "chair", "floor", "beside a chair"]
    turn: Annotated[float, Field(ge=-150, le=150)]
    """Degrees the viewer has walked from the stretched side towards the person's front or feet."""
    tilt: Annotated[float, Field(ge=0, le=75)]
    """Degrees by which the viewer looks down."""
    mark: FeltMark
    label: BodyPoint
    word: Literal["behind", "ahead"] = "behind"
    """The upper corner for the word of a pose: behind the person, or where they look or lie to."""
    hands: Hands
    variants: dict[str, Hands] = Field(default_factory=dict)
    """Other ways for the hands, by name; a change of `data/safety.toml` may ask for one."""
    order: tuple[Piece, ...] = ()
    """The pieces of the body from far to near, where the usual order is not so."""
    ready: Pose
    eased: Pose
    deep: Pose
    enhance: Pose | None = None
    enhance_back: Pose | None = None

    @property
    def poses(self) -> dict[str, Pose]:
        """The poses it has, by name."""
        return {name: pose for name in POSES if (pose := getattr(self, name)) is not None}

    @property
    def names_a_side(self) -> bool:
        """Whether its words tell one side from the other, as those of both at once do not."""
        templates = [hands.says for hands in (self.hands, *self.variants.values())]
        return any("{" in words for words in (*templates, *(p.says for p in self.poses.values())))

    def held(self, variant: str) -> Self:
        """The same stretch with the hands as in a variant; as it is, where it has none such."""
        return self.model_copy(update={"hands": self.variants.get(variant, self.hands)})

    def joints(self, name: str) -> Joints:
        """The joints of one of its poses, its hands where that pose has them."""
        pose = self.poses[name]
        return Joints(pose, pose.hands or self.hands)

    @model_validator(mode="after")
    def _paints_each_piece_once(self) -> Self:
        if self.order and sorted(self.order) != sorted(PIECES):
            msg = f"order names each piece of the body once: {', '.join(PIECES)}"
            raise ValueError(msg)
        return self

    @model_validator(mode="after")
    def _hands_reach(self) -> Self:
        ways = (self.hands, *self.variants.values())
        for (name, pose), hands in product(self.poses.items(), ways):
            joints = Joints(pose, pose.hands or hands)
            for leg in LEGS:
                if not NEAREST <= (reach := round(joints.reach(leg), 6)) <= FARTHEST:
                    msg = (
                        f"pose {name!r}: from the {leg} shoulder to what its hand holds it is "
                        f"{reach:.1f}; an arm reaches from {NEAREST:g} to {FARTHEST:g}"
                    )
                    raise ValueError(msg)
        return self
