use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};

/// Files outside a case: inputs a person names, outputs a person asked for.
pub trait Files {
    /// Opens an input. `-` is standard input.
    fn open(&self, path: &Path) -> io::Result<Box<dyn Read>>;
    /// Reads an input whole. One of more than `most` bytes is refused: what is cut off silently reads like something else.
    fn read_whole(&self, path: &Path, most: u64) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.open(path)?.take(most.saturating_add(1)).read_to_end(&mut bytes)?;
        if bytes.len() as u64 <= most {
            return Ok(bytes);
        }
        let limit = if most >> 20 == 0 { format!("{most} bytes") } else { format!("{} MiB", most >> 20) };
        Err(io::Error::new(io::ErrorKind::FileTooLarge, format!("it is larger than {limit}")))
    }
    /// Opens an input that can be read from any place: a zip. Standard input cannot.
    fn open_seekable(&self, path: &Path) -> io::Result<Box<dyn SeekableFile>>;
    /// All text files below a folder with one of these endings, as path (with `/`) and text, sorted by path.
    fn read_folder(&self, dir: &Path, endings: &[&str]) -> io::Result<Vec<(String, String)>>;
    /// All files below a folder, as path from there (with `/`) and full path, sorted. Hidden files and folders are left
    /// out, and links to folders are not followed.
    fn below(&self, dir: &Path) -> io::Result<Vec<(String, PathBuf)>>;
    /// Folders directly in a folder, sorted; hidden ones are left out.
    fn folders(&self, dir: &Path) -> io::Result<Vec<PathBuf>>;
    /// Whether a folder stands at this path.
    fn is_folder(&self, path: &Path) -> bool;
    /// Takes a file away.
    fn remove(&self, path: &Path) -> io::Result<()>;
    /// The files directly in a folder with this ending in any case of letters, sorted; hidden ones are left out.
    fn list(&self, dir: &Path, ending: &str) -> io::Result<Vec<PathBuf>>;
    /// Whether something stands at this path.
    fn exists(&self, path: &Path) -> bool;
    /// Whether a file, and no folder, stands at this path.
    fn is_file(&self, path: &Path) -> bool;
    /// Makes a folder for outputs, unless it is there.
    fn make_folder(&self, path: &Path) -> io::Result<()>;
    /// Starts an output under a temporary name beside its place. Nothing stands at the place until `commit`.
    fn create(&self, path: &Path) -> io::Result<Box<dyn NewFile>>;
    /// The same for a new version of a file that may be there: `commit` puts it in the old one's place. Only its owner
    /// may read it (mode 0600; on Windows the folder's rights hold).
    fn replace(&self, path: &Path) -> io::Result<Box<dyn NewFile>>;
}

/// An input that can be read from any place.
pub trait SeekableFile: Read + Seek {}
impl<T: Read + Seek> SeekableFile for T {}

/// An output that is not there until it is whole. Dropping it leaves nothing behind.
pub trait NewFile: Write + Seek {
    /// Writes through to the disk and gives the file its name; after `create` it fails if that name is taken.
    fn commit(self: Box<Self>) -> io::Result<()>;
}
