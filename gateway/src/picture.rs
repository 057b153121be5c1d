//! Profile pictures, decoded and written anew: what a client sent is never served, so nothing hidden in it is either.

use std::io::Cursor;

use image::{DynamicImage, ImageFormat, ImageReader, Limits, codecs::jpeg::JpegEncoder, imageops::FilterType};

use crate::problem::Problem;

/// Width and height of what is kept.
const SIDE: u32 = 512;
/// Widest and highest that is read.
const PIXELS_MAX: u32 = 8192;
/// Memory that decoding may take: a small file can claim to be huge. A telephone's picture of 50 megapixels takes less.
const MEMORY_MAX: u64 = 160 * 1024 * 1024;
/// Decoded at once.
pub const DECODED_AT_ONCE: usize = 2;

/// A square JPEG of the picture's middle.
pub fn remake(bytes: &[u8]) -> Result<Vec<u8>, Problem> {
    let refused =
        |_| Problem::new("picture_invalid", "send a PNG, JPEG or WebP picture of at most 8192 pixels a side and 40 megapixels");
    let format = image::guess_format(bytes).map_err(refused)?;
    if !matches!(format, ImageFormat::Png | ImageFormat::Jpeg | ImageFormat::WebP) {
        return Err(Problem::new("picture_invalid", "send a PNG, JPEG or WebP picture"));
    }
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut limits = Limits::default();
    limits.max_image_width = Some(PIXELS_MAX);
    limits.max_image_height = Some(PIXELS_MAX);
    limits.max_alloc = Some(MEMORY_MAX);
    reader.limits(limits);
    let picture = reader.decode().map_err(refused)?;
    let picture = picture.resize_to_fill(SIDE, SIDE, FilterType::Triangle);
    let mut out = Vec::new();
    JpegEncoder::new_with_quality(&mut out, 85)
        .encode_image(&DynamicImage::from(picture.into_rgb8()))
        .map_err(Problem::internal)?;
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_becomes_a_square_jpeg() {
        let mut png = Vec::new();
        DynamicImage::new_rgba8(30, 90).write_to(&mut Cursor::new(&mut png), ImageFormat::Png).unwrap();
        let jpeg = remake(&png).unwrap();
        let back = image::load_from_memory_with_format(&jpeg, ImageFormat::Jpeg).unwrap();
        assert_eq!((back.width(), back.height()), (SIDE, SIDE));
    }

    #[test]
    fn what_is_no_picture_or_too_large_is_refused() {
        let mut wide = Vec::new();
        DynamicImage::new_luma8(PIXELS_MAX + 1, 1).write_to(&mut Cursor::new(&mut wide), ImageFormat::Png).unwrap();
        for bytes in [&b"<svg/>"[..], b"GIF89a", &wide] {
            assert_eq!(remake(bytes).unwrap_err().code(), "picture_invalid");
        }
    }
}
