use std::cell::Cell;
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::rc::Rc;

use flate2::{Crc, Decompress, FlushDecompress, Status};
use zip::read::{ArchiveOffset, Config, ZipArchive};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, System, ZipWriter};

use crate::evidence::bag::{Container, Packing};
use crate::evidence::verify::Contents;
use crate::port::{Archive, NewFile, OpenZip, SeekableFile};

/// Zips, by the zip crate. Its extractor is never called.
pub struct ZipFiles;

impl Archive for ZipFiles {
    fn pack<'a>(&self, to: &'a mut dyn NewFile) -> Box<dyn OpenZip + 'a> {
        let state = Rc::new(State::default());
        let file = Tracked { inner: BufWriter::with_capacity(256 * 1024, to), state: Rc::clone(&state) };
        Box::new(Packer { zip: Some(ZipWriter::new(file)), state, start: 0 })
    }

    fn unpack<'a>(&self, from: &'a mut dyn SeekableFile) -> io::Result<Box<dyn Contents + 'a>> {
        // The zip begins where the file begins: no searching.
        let mut zip = ZipArchive::with_config(Config { archive_offset: ArchiveOffset::Known(0) }, from)?;
        zip.validate_header_consistency()?;
        Ok(Box::new(Unpacker { zip }))
    }

    fn files(&self, from: &mut dyn SeekableFile, largest: u64) -> io::Result<Vec<(String, Vec<u8>)>> {
        let mut zip = ZipArchive::new(from)?;
        let (mut files, mut left) = (Vec::new(), largest.saturating_mul(4));
        for index in 0..zip.len() {
            let file = zip.by_index(index)?;
            if file.is_dir() {
                continue;
            }
            // Windows PowerShell writes its own separator.
            let name = file.name()?.replace('\\', "/");
            let most = left.min(largest);
            let mut bytes = Vec::new();
            file.take(most + 1).read_to_end(&mut bytes)?;
            if bytes.len() as u64 > most {
                let why =
                    format!("{name} unpacks to more than any export: unpack it by hand and give the folder");
                return Err(io::Error::new(io::ErrorKind::InvalidData, why));
            }
            left -= bytes.len() as u64;
            files.push((name, bytes));
        }
        Ok(files)
    }
}

/// Where the zip's bytes go, and how far they came.
#[derive(Default)]
struct State {
    position: Cell<u64>,
    furthest: Cell<u64>,
    /// Given up, or the disk refused: what the zip crate still writes when it is dropped goes nowhere, instead of to a
    /// full disk and from there to the screen.
    abandoned: Cell<bool>,
}

impl State {
    fn at(&self, position: u64) {
        self.position.set(position);
        self.furthest.set(position.max(self.furthest.get()));
    }

    /// Where the crate believes to be. It goes back to write the length of a file; if that failed it must not find
    /// itself before the file's beginning.
    fn position(&self) -> u64 {
        if self.abandoned.get() { self.furthest.get() } else { self.position.get() }
    }

    /// Nothing is retried after the disk reported an error.
    fn watch<T>(&self, done: io::Result<T>) -> io::Result<T> {
        self.abandoned.set(self.abandoned.get() || done.is_err());
        done
    }
}

struct Tracked<W> {
    inner: W,
    state: Rc<State>,
}

impl<W: Write> Write for Tracked<W> {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        if self.state.abandoned.get() {
            return Ok(buffer.len());
        }
        let written = self.state.watch(self.inner.write(buffer))?;
        self.state.at(self.state.position.get() + written as u64);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.state.abandoned.get() { Ok(()) } else { self.state.watch(self.inner.flush()) }
    }
}

impl<W: Seek> Seek for Tracked<W> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        if self.state.abandoned.get() {
            return Ok(self.state.position());
        }
        let position = self.state.watch(self.inner.seek(to))?;
        self.state.at(position);
        Ok(position)
    }

    fn stream_position(&mut self) -> io::Result<u64> {
        // Known without asking: asking would empty the buffer each time.
        Ok(self.state.position())
    }
}

struct Packer<'a> {
    /// There until `finish`.
    zip: Option<ZipWriter<Tracked<BufWriter<&'a mut dyn NewFile>>>>,
    state: Rc<State>,
    /// Where the current file's packed bytes begin.
    start: u64,
}

impl<'a> Packer<'a> {
    fn zip(&mut self) -> io::Result<&mut ZipWriter<Tracked<BufWriter<&'a mut dyn NewFile>>>> {
        self.zip.as_mut().ok_or_else(|| io::Error::other("the zip is finished"))
    }
}

impl Container for Packer<'_> {
    fn begin(&mut self, path: &str, size: u64, packing: Packing) -> io::Result<()> {
        // A file near 4 GiB that does not compress would grow over the limit: it is stored.
        let near = size < LARGE && size > LARGE - 8 * 1024 * 1024;
        let method = match packing {
            Packing::Deflated if !near => CompressionMethod::Deflated,
            _ => CompressionMethod::Stored,
        };
        // Everything that could differ between two days or two systems is fixed.
        let options = SimpleFileOptions::default()
            .compression_method(method)
            .last_modified_time(DateTime::DEFAULT)
            .system(System::Unix)
            .unix_permissions(0o644)
            .large_file(size >= LARGE);
        self.zip()?.start_file(path, options)?;
        self.start = self.state.position.get();
        Ok(())
    }

    fn write(&mut self, chunk: &[u8]) -> io::Result<()> {
        self.zip()?.write_all(chunk)
    }

    fn packed(&self) -> u64 {
        self.state.position.get().saturating_sub(self.start)
    }

    fn take_back(&mut self) -> io::Result<()> {
        Ok(self.zip()?.abort_file()?)
    }
}

/// Sizes from here on need the zip64 form.
const LARGE: u64 = 0xffff_ffff;

impl OpenZip for Packer<'_> {
    fn finish(mut self: Box<Self>) -> io::Result<()> {
        let Some(zip) = self.zip.take() else { return Ok(()) };
        zip.finish()?.flush()
    }
}

impl Drop for Packer<'_> {
    fn drop(&mut self) {
        self.state.abandoned.set(true);
    }
}

struct Unpacker<'a> {
    zip: ZipArchive<&'a mut dyn SeekableFile>,
}

impl Contents for Unpacker<'_> {
    fn open(&mut self, index: usize) -> io::Result<Box<dyn Read + '_>> {
        Ok(Box::new(self.zip.by_index(index)?))
    }

    fn is_tight(&mut self, index: usize) -> io::Result<bool> {
        let raw = self.zip.by_index_raw(index)?;
        let (packed, size, crc) = (raw.compressed_size(), raw.size(), raw.crc32());
        let Some(body) = packed.checked_sub(1) else { return Ok(false) };
        let mut engine =
            Inflating { engine: Decompress::new(false), crc: Crc::new(), out: vec![0; 64 * 1024] };
        let mut raw = raw.take(packed);
        let mut chunk = vec![0; 64 * 1024];
        let mut left = body;
        while left > 0 {
            let want = usize::try_from(left).unwrap_or(usize::MAX).min(chunk.len());
            raw.read_exact(&mut chunk[..want])?;
            if engine.feed(&chunk[..want])? || engine.engine.total_out() > size {
                return Ok(false); // the stream ends before its last byte, or gives more than it should
            }
            left -= want as u64;
        }
        let mut last = [0];
        raw.read_exact(&mut last)?;
        let Some(highest) = last[0].checked_ilog2() else { return Ok(true) };
        // The unused bits of the last byte are zero. If the file comes out the same without the highest bit that is set,
        // then that bit was one of them.
        let unneeded = engine.feed(&[last[0] & !(1 << highest)]).unwrap_or(false)
            && engine.engine.total_out() == size
            && engine.crc.sum() == crc;
        Ok(!unneeded)
    }
}

struct Inflating {
    engine: Decompress,
    crc: Crc,
    out: Vec<u8>,
}

impl Inflating {
    /// Feeds some bytes; true when the stream has ended.
    fn feed(&mut self, mut bytes: &[u8]) -> io::Result<bool> {
        loop {
            let (read, written) = (self.engine.total_in(), self.engine.total_out());
            let status = self.engine.decompress(bytes, &mut self.out, FlushDecompress::None)?;
            let (read, written) = (self.engine.total_in() - read, self.engine.total_out() - written);
            self.crc.update(&self.out[..written as usize]);
            bytes = &bytes[read as usize..];
            if status == Status::StreamEnd {
                return Ok(true);
            }
            if read == 0 && written == 0 {
                return Ok(false); // it wants more than it was given
            }
        }
    }
}
