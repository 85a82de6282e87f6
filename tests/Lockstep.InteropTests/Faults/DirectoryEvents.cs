using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Lockstep.Native.Notices;

namespace Lockstep.InteropTests.Faults;

/// <summary>Sees what another process does in directories within microseconds, by the kernel's own events (<c>inotify(7)</c>).</summary>
internal sealed partial class DirectoryEvents : IDisposable
{
    private const uint AnyChange = 0x2 | 0x4 | 0x40 | 0x80 | 0x100 | 0x200; // modify, attributes, moved from, moved to, create, delete
    private const int HeaderLength = 16;
    private const int CloseOnExec = 0x80000;
    private const string EndPlace = "";

    private readonly int _descriptor = Inotify(CloseOnExec);
    private readonly Dictionary<int, string> _places = [];
    private readonly string _end = Directory.CreateTempSubdirectory("lockstep-watch-").FullName;
    private Thread? _thread;

    public DirectoryEvents() => Watch(_end, EndPlace);

    /// <summary>Watches a directory, if it is there; its events carry the place's name.</summary>
    public void Watch(string directory, string place)
    {
        int watch = AddWatch(_descriptor, directory, AnyChange);
        if (watch >= 0)
        {
            _places[watch] = place;
        }
    }

    /// <summary>Calls back for every event, on a thread of its own, until this is disposed.</summary>
    public void Follow(Action<string, string> see)
    {
        _thread = new Thread(() => Run(see)) { Priority = ThreadPriority.Highest };
        _thread.Start();
    }

    /// <summary>Ends the watching when all that has happened by now was seen.</summary>
    public void Dispose()
    {
        File.WriteAllText(Path.Combine(_end, "end"), "");
        _thread?.Join();
        _ = Close(_descriptor);
        Directory.Delete(_end, recursive: true);
    }

    private void Run(Action<string, string> see)
    {
        byte[] buffer = new byte[64 * 1024];
        while (true)
        {
            var length = (int)Read(_descriptor, buffer, (nuint)buffer.Length);
            for (int at = 0; at < length;)
            {
                int watch = BinaryPrimitives.ReadInt32LittleEndian(buffer.AsSpan(at));
                int nameLength = BinaryPrimitives.ReadInt32LittleEndian(buffer.AsSpan(at + HeaderLength - 4));
                string place = _places.GetValueOrDefault(watch, "lost");
                if (place == EndPlace)
                {
                    return;
                }

                see(place, Encoding.UTF8.GetString(buffer.AsSpan(at + HeaderLength, nameLength)).TrimEnd('\0'));
                at += HeaderLength + nameLength;
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "inotify_init1")]
    private static partial int Inotify(int flags);

    [LibraryImport("libc", EntryPoint = "inotify_add_watch", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int AddWatch(int descriptor, string path, uint mask);

    [LibraryImport("libc", EntryPoint = "read")]
    private static partial nint Read(int descriptor, byte[] buffer, nuint length);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
