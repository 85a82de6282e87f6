using Lockstep.Rsync;
using Lockstep.Rsync.Rules;

namespace Lockstep.InteropTests.Rsync;

/// <summary>Reads files of rules of a tree that the test made.</summary>
internal sealed class DiskRuleFiles(string top) : IRuleFiles
{
    public string ReadGiven(string path, bool isExclude) => ByteWord.Of(File.ReadAllBytes(Path.Combine(top, "..", path)));

    public string? ReadOfDirectory(string directory, string name)
    {
        string path = directory.StartsWith('/') ? Path.Combine(directory, name) : Path.Combine(top, directory, name);
        return File.Exists(path) ? ByteWord.Of(File.ReadAllBytes(path)) : null;
    }
}
