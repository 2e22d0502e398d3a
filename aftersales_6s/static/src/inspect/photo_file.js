import { getDataURLFromFile } from "@web/core/utils/urls";

/** Longest side in pixels, and quality, of what is sent. */
const SIDE = 1920;
const QUALITY = 0.85;

const bare = (url) => url.slice(url.indexOf(",") + 1);

async function decoded(file) {
    if (window.createImageBitmap) {
        return createImageBitmap(file, { imageOrientation: "from-image" });
    }
    const image = new Image();
    image.src = URL.createObjectURL(file);
    try {
        await image.decode();
        return image;
    } finally {
        URL.revokeObjectURL(image.src);
    }
}

/**
 * Make a photo small before it is kept and sent; where it was taken gets lost as well.
 *
 * What this browser can't read is left to the server, which knows to say why.
 *
 * @param {File} file
 * @returns {Promise<{name: string, data: string, url: string}>} data: base64
 */
export async function shrink(file) {
    let picture;
    try {
        picture = await decoded(file);
    } catch {
        const url = await getDataURLFromFile(file);
        return { name: file.name, data: bare(url), url: "" };
    }
    const scale = Math.min(1, SIDE / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(picture.width * scale));
    canvas.height = Math.max(1, Math.round(picture.height * scale));
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close?.();
    const url = canvas.toDataURL("image/jpeg", QUALITY);
    // phones keep few canvases at once
    canvas.width = canvas.height = 0;
    return { name: file.name, data: bare(url), url };
}
