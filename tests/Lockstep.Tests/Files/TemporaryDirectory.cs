using System.Text;
using Lockstep.Native;
using Lockstep.Native.Disk;
using Lockstep.Tree;

namespace Lockstep.Tests.Files;

/// <summary>A real directory for one test, removed with all that is in it, whatever its names and modes are.</summary>
public sealed class TemporaryDirectory : IDisposable
{
    public TemporaryDirectory()
    {
        Path = Directory.CreateTempSubdirectory("lockstep-test-").FullName;
        Handle = DirectoryHandle.Open(Bytes);
    }

    public string Path { get; }

    public byte[] Bytes => Encoding.UTF8.GetBytes(Path);

    public DirectoryHandle Handle { get; }

    public string this[string relative] => Path + "/" + relative;

    public TemporaryDirectory WithDirectory(string relative)
    {
        Directory.CreateDirectory(this[relative]);
        return this;
    }

    public TemporaryDirectory WithFile(string relative, string content = "content")
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(this[relative])!);
        File.WriteAllText(this[relative], content);
        return this;
    }

    public TemporaryDirectory WithLink(string relative, string text)
    {
        File.CreateSymbolicLink(this[relative], text);
        return this;
    }

    public TemporaryDirectory WithFifo(string relative)
    {
        using var mkfifo = System.Diagnostics.Process.Start("mkfifo", [this[relative]]);
        mkfifo.WaitForExit();
        Assert.Equal(0, mkfifo.ExitCode);
        return this;
    }

    /// <param name="relative">The entry; empty for the directory itself.</param>
    /// <param name="octal">Its permissions, such as <c>755</c>.</param>
    public TemporaryDirectory WithMode(string relative, string octal)
    {
        byte[] path = Encoding.UTF8.GetBytes(this[relative]);
        using DirectoryHandle parent = DirectoryHandle.Open(path.AsSpan(0, path.AsSpan().LastIndexOf((byte)'/') + 1));
        ReadOnlySpan<byte> name = path.AsSpan(path.AsSpan().LastIndexOf((byte)'/') + 1);
        ushort mode = Convert.ToUInt16(octal, 8);
        if (name.IsEmpty)
        {
            parent.SetOwnMode(mode);
        }
        else
        {
            parent.SetMode(name, mode);
        }

        return this;
    }

    public void WriteFile(ReadOnlySpan<byte> name, string content = "content")
    {
        using FileHandle file = Handle.CreateFile(name);
        file.Write(Encoding.UTF8.GetBytes(content));
    }

    public void Dispose()
    {
        Empty(Handle);
        Handle.Dispose();
        Directory.Delete(Path);
    }

    private static void Empty(DirectoryHandle directory)
    {
        foreach (byte[] name in NamesIn(directory))
        {
            Assert.Equal(Errno.None, directory.Stat(name, out FileStatus status));
            if (status.Type != EntryType.Directory)
            {
                directory.Unlink(name);
                continue;
            }

            directory.SetMode(name, Convert.ToUInt16("700", 8));
            using (DirectoryHandle child = directory.OpenDirectory(name))
            {
                Empty(child);
            }

            directory.RemoveDirectory(name);
        }
    }

    public static List<byte[]> NamesIn(DirectoryHandle directory)
    {
        var names = new List<byte[]>();
        foreach (ListedName listed in directory.List(new byte[32 * 1024]))
        {
            names.Add(listed.Name.ToArray());
        }

        return names;
    }
}
