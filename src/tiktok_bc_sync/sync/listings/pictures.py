"""Pictures on their way to TikTok: each is sent once for each use, by address and by content."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager

from attrs import evolve, field, frozen

from tiktok_bc_sync.errors import InvalidInput, Refused
from tiktok_bc_sync.mapping.content import pictures_in, with_uploaded
from tiktok_bc_sync.mapping.pictures import PictureFacts
from tiktok_bc_sync.models import ListingDraft, Part, Picture, PictureUse
from tiktok_bc_sync.storage import commit
from tiktok_bc_sync.sync.engine.context import Context
from tiktok_bc_sync.sync.engine.retrying import until_alone
from tiktok_bc_sync.sync.records import Tables, UploadedImage


@frozen
class Moved:
    """A draft whose pictures are TikTok's; ``images`` maps the gallery's and SKUs' addresses to URIs.

    ``missed`` are addresses of the gallery at which nothing could be had that was not known before.
    """

    draft: ListingDraft
    images: Mapping[str, str]
    missed: tuple[str, ...] = ()


@frozen
class Pictures:
    """The shop's pictures; ``missed`` are those that can't be had, by address, and grows."""

    context: Context
    tables: Tables
    missed: dict[str, PictureFacts]
    _locks: dict[str, AbstractAsyncContextManager[None]] = field(
        factory=dict[str, AbstractAsyncContextManager[None]], repr=False
    )

    async def moved(
        self, draft: ListingDraft, parts: Collection[Part], kept: Collection[Part] = ()
    ) -> Moved:
        """Upload what the ``parts`` of a draft show; what is ``kept`` is TikTok's already.

        A SKU or a description does without a picture that can't be had. Raises what TikTok or the
        picture's host says of a size chart, and `Unavailable` where trying again may help.
        """
        own = Part.IMAGES in kept
        gallery = draft.images if Part.IMAGES in parts and not own else ()
        shown = await self._many(gallery, PictureUse.MAIN)
        missed = tuple(url for url in gallery if url not in shown)
        if missed:
            return Moved(draft, {}, missed)
        skus = (sku.image_url for sku in draft.skus if sku.image_url and Part.SKUS in parts)
        variants = await self._many(dict.fromkeys(skus), PictureUse.VARIANT)
        uris = {url: one.uri for url, one in {**variants, **shown}.items()}
        uris |= {uri: uri for uri in draft.images if own}
        if Part.DESCRIPTION in parts and Part.DESCRIPTION not in kept:
            draft = evolve(draft, description=await self._described(draft.description))
        if draft.size_chart_picture and Part.MARKET in parts and Part.MARKET not in kept:
            chart = await self._one(draft.size_chart_picture, PictureUse.SIZE_CHART)
            draft = evolve(draft, size_chart_picture=chart.uri)
        return Moved(draft, uris)

    async def _described(self, html: str) -> str:
        pictures = pictures_in(html)
        return with_uploaded(html, await self._many(pictures, PictureUse.DESCRIPTION))

    async def _many(self, urls: Iterable[str], use: PictureUse) -> Mapping[str, Picture]:
        """Return the pictures that could be had, by address."""
        wanted = {url: picture_key(url.encode(), use) for url in urls}
        kept = await self.tables.images.get_many(list(wanted.values()))
        found = {
            url: _picture(kept[key].value)
            for url, key in wanted.items()
            if key in kept and kept[key].value.uri
        }
        for url in [one for one in wanted if one not in found]:
            try:
                found[url] = await self._one(url, use)
            except (Refused, InvalidInput) as error:
                await self._miss(url, use, error.message.rstrip("."))
        return found

    async def _one(self, url: str, use: PictureUse) -> Picture:
        # One at a time for each address: products share pictures, and each is to be sent once.
        async with self._locks.setdefault(url, self.context.runtime.lock()):
            known = await self._known(url.encode(), use)
            if known is None:
                content = await self.context.images.fetch(url)
                known = await self._known(content, use) or await self._upload(content, url, use)
                keys = {picture_key(content, use), picture_key(url.encode(), use)}
                await self._remember(*(_record(key, known) for key in keys))
            return known

    async def _known(self, what: bytes, use: PictureUse) -> Picture | None:
        # What is good enough for the gallery shows a variant as well.
        uses = (use, PictureUse.MAIN) if use is PictureUse.VARIANT else (use,)
        keys = [picture_key(what, one) for one in uses]
        found = await self.tables.images.get_many(keys)
        kept = (found[key].value for key in keys if key in found)
        return next((_picture(one) for one in kept if one.uri), None)

    async def _upload(self, content: bytes, url: str, use: PictureUse) -> Picture:
        name = url.split("?")[0].rsplit("/", 1)[-1]
        return await self.context.shop.upload_picture(content, name, use)

    async def _miss(self, url: str, use: PictureUse, problem: str) -> None:
        """Remember a picture of the gallery that can't be had: products are listed without it."""
        if use is not PictureUse.MAIN:
            return
        self.missed[url] = PictureFacts(problem=problem)
        now = self.context.runtime.now()
        key = picture_key(url.encode(), use)
        await self._remember(UploadedImage(key, "", address=url, problem=problem, looked_at=now))

    async def _remember(self, *images: UploadedImage) -> None:
        await until_alone(lambda: self._write(images))

    async def _write(self, images: Sequence[UploadedImage]) -> None:
        kept = await self.tables.images.get_many([one.key for one in images])
        versions = {key: stored.version for key, stored in kept.items()}
        writes = [self.tables.images.write(one, versions.get(one.key)) for one in images]
        await commit(self.context.storage, self.tables.images.account, writes)


def _record(key: str, picture: Picture) -> UploadedImage:
    return UploadedImage(key, picture.uri, picture.url, picture.width, picture.height)


def _picture(image: UploadedImage) -> Picture:
    return Picture(image.uri, image.url, image.width, image.height)


def picture_key(what: bytes, use: PictureUse) -> str:
    """Return the key of an address or a content; the gallery's are those that were kept first."""
    named = what if use is PictureUse.MAIN else f"{use}\n".encode() + what
    return hashlib.sha256(named).hexdigest()
