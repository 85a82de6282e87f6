using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace Lockstep.Bench.Watching;

/// <summary>Saves files one at a time and waits until the same bytes stand on the target.</summary>
/// <param name="source">The project.</param>
/// <param name="destination">The target's root.</param>
/// <param name="files">What is saved, by chance: paths below both.</param>
internal sealed partial class SaveMeter(string source, string destination, IReadOnlyList<string> files)
{
    private const int Seed = 7;
    private const int WarmUps = 10;

    /// <summary>The first save waits for whatever a watcher does when it starts.</summary>
    private static readonly TimeSpan FirstPatience = TimeSpan.FromMinutes(4);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Gap = TimeSpan.FromMilliseconds(100);

    /// <summary>The pause of whoever looks at the target: looking without one takes a processor.</summary>
    private const uint LookMicroseconds = 500;

    private readonly Random _random = new(Seed);
    private int _saved;

    /// <summary>Waits until saves arrive, and some more, which are not counted.</summary>
    public void WarmUp(IWatcher watcher)
    {
        if (Save(FirstPatience) is null)
        {
            watcher.ThrowIfEnded();
            throw new InvalidOperationException($"{watcher.Name}: a save did not arrive within {FirstPatience.TotalMinutes} minutes");
        }

        Measure(WarmUps);
    }

    /// <summary>Measures some saves.</summary>
    public Latencies Measure(int count)
    {
        var latencies = new Latencies();
        for (int i = 0; i < count; i++)
        {
            latencies.Add(Save(Patience));
            Thread.Sleep(Gap);
        }

        return latencies;
    }

    private TimeSpan? Save(TimeSpan patience)
    {
        string file = files[_random.Next(files.Count)];
        byte[] mark = Encoding.UTF8.GetBytes($"\n// edit {_saved++} {Stopwatch.GetTimestamp()}\n");
        long start;
        long length;
        using (var stream = new FileStream(Path.Combine(source, file), FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0))
        {
            start = Stopwatch.GetTimestamp();
            stream.Write(mark);
            length = stream.Length;
        }

        var there = new FileInfo(Path.Combine(destination, file));
        while (Stopwatch.GetElapsedTime(start) < patience)
        {
            there.Refresh();
            if (there.Exists && there.Length == length && EndsWith(there, mark))
            {
                return Stopwatch.GetElapsedTime(start);
            }

            _ = Pause(LookMicroseconds);
        }

        return null;
    }

    private static bool EndsWith(FileInfo file, byte[] mark)
    {
        try
        {
            using FileStream stream = file.Open(FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            stream.Seek(-mark.Length, SeekOrigin.End);
            var end = new byte[mark.Length];
            stream.ReadExactly(end);
            return end.AsSpan().SequenceEqual(mark);
        }
        catch (IOException)
        {
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "usleep")]
    private static partial int Pause(uint microseconds);
}
