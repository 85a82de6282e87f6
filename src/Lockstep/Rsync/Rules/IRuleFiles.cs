namespace Lockstep.Rsync.Rules;

/// <summary>Reads the files that rules name. Texts and paths are <see cref="ByteWord"/>s.</summary>
public interface IRuleFiles
{
    /// <summary>
    /// Reads a file that the user named (<c>-</c> is standard input). Throws <see cref="RsyncException"/> where it
    /// cannot be read.
    /// </summary>
    string ReadGiven(string path, bool isExclude);

    /// <summary>Reads a file of a directory; null where there is none.</summary>
    /// <param name="directory">The directory relative to the top of the transfer, empty for the top; absolute above the
    /// top.</param>
    /// <param name="name">The file's name in it.</param>
    string? ReadOfDirectory(string directory, string name);
}
