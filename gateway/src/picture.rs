//! Profile pictures, decoded and written anew: what a client sent is never served, so nothing hidden in it is either.

use std::io::Cursor;

use image::{
    DynamicImage, ImageDecoder as _, ImageFormat, ImageReader, Limits, Rgba, RgbaImage,
    codecs::jpeg::JpegEncoder,
    imageops::{self, FilterType},
};

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
    let mut decoder = reader.into_decoder().map_err(refused)?;
    // a telephone writes what its camera saw, and beside it which way up it was held
    let orientation = decoder.orientation().map_err(refused)?;
    let picture = DynamicImage::from_decoder(decoder).map_err(refused)?;
    // its middle first: a picture as thin as a line would be millions of pixels long at this width
    let side = picture.width().min(picture.height());
    let (left, top) = ((picture.width() - side) / 2, (picture.height() - side) / 2);
    let mut picture = picture.crop_imm(left, top, side, side).resize_exact(SIDE, SIDE, FilterType::Triangle);
    picture.apply_orientation(orientation);
    // a JPEG sees through nothing
    let mut ground = RgbaImage::from_pixel(SIDE, SIDE, Rgba([255; 4]));
    imageops::overlay(&mut ground, &picture.into_rgba8(), 0, 0);
    let mut out = Vec::new();
    JpegEncoder::new_with_quality(&mut out, 85)
        .encode_image(&DynamicImage::from(ground).into_rgb8())
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
        assert_eq!(back.to_rgb8().get_pixel(0, 0).0, [255; 3], "what is clear is white");
    }

    #[test]
    fn a_picture_as_thin_as_a_line_is_no_more_work_than_another() {
        let mut thin = Vec::new();
        DynamicImage::new_luma8(1, PIXELS_MAX).write_to(&mut Cursor::new(&mut thin), ImageFormat::Png).unwrap();
        let began = std::time::Instant::now();
        remake(&thin).unwrap();
        // at full width it would be 4 million pixels long, and take minutes
        assert!(began.elapsed() < std::time::Duration::from_secs(5), "{:?}", began.elapsed());
    }

    #[test]
    fn a_picture_of_a_telephone_held_upright_stands() {
        // black on the left, white on the right, to be turned clockwise (EXIF 2.32, 4.6.4, orientation 6)
        let side = |x: u32| image::Luma([if x < 40 { 0 } else { 255 }]);
        let lying = DynamicImage::from(image::GrayImage::from_fn(80, 80, |x, _| side(x)));
        let mut jpeg = Vec::new();
        lying.write_to(&mut Cursor::new(&mut jpeg), ImageFormat::Jpeg).unwrap();
        let exif = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0";
        let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
        jpeg.splice(2..2, [&[0xff, 0xe1], &length[..], exif].concat());
        let stands = image::load_from_memory(&remake(&jpeg).unwrap()).unwrap().to_luma8();
        let (above, below) = (stands.get_pixel(SIDE / 2, 10).0[0], stands.get_pixel(SIDE / 2, SIDE - 10).0[0]);
        assert!(above < 50 && below > 200, "{above} above, {below} below");
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
