using Lockstep.InteropTests.Push;

namespace Lockstep.InteropTests.Watch;

/// <summary>
/// Edits a project as people and their tools do, one at a time and by chance: saves of every kind, renames, directories that go and come, branch switches, and
/// changes of what is ignored. Files that are ignored now and then have names of their own, so that a judge can leave them out.
/// </summary>
internal sealed class RandomEdits(string project, Random random)
{
    /// <summary>What is ignored now and then.</summary>
    public const string Changeable = "*.tmp";

    private const int Directories = 8;
    private const int Files = 12;

    /// <summary>Makes a repository with two branches that differ in a third of their files.</summary>
    public void Begin() => Shell.Run(
        """
        export GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@b GIT_CONFIG_GLOBAL=/dev/null
        git init -q -b main
        mkdir -p tracked scratch
        for i in $(seq 300); do mkdir -p tracked/$((i % 10)); echo "main $i" > tracked/$((i % 10))/$i; done
        git add -A; git commit -qm main
        git checkout -q -b other
        for i in $(seq 1 3 300); do echo "other $i" >> tracked/$((i % 10))/$i; done
        rm -r tracked/7; mkdir tracked/new; echo new > tracked/new/file
        git add -A; git commit -qm other
        git checkout -q main
        """,
        project);

    /// <summary>Does one thing; what cannot be done just now is left.</summary>
    public void Next()
    {
        try
        {
            Do(random.Next(20));
        }
        catch (IOException)
        {
            // A file where a directory is meant, or the other way round: also that is a life.
        }
        catch (UnauthorizedAccessException)
        {
            // Writing to what is a directory.
        }
    }

    private void Do(int what)
    {
        switch (what)
        {
            case < 5:
                Write(AnyFile());
                break;
            case < 8:
                Write(Path.Combine(project, "temporary~"));
                File.Move(Path.Combine(project, "temporary~"), AnyFile(), overwrite: true);
                break;
            case 8:
                File.AppendAllText(AnyFile(), "more\n");
                break;
            case 9:
                File.Delete(AnyFile());
                break;
            case 10:
                File.Move(AnyFile(), AnyFile(), overwrite: true);
                break;
            case 11:
                Directory.Move(AnyDirectory(), AnyDirectory());
                break;
            case 12:
                Directory.Delete(AnyDirectory(), recursive: true);
                break;
            case 13:
                FillDirectory(AnyDirectory());
                break;
            case 14:
                string file = AnyFile();
                File.SetUnixFileMode(file, File.GetUnixFileMode(file) ^ UnixFileMode.GroupWrite);
                break;
            case 15:
                string link = AnyFile();
                File.Delete(link);
                File.CreateSymbolicLink(link, $"../{random.Next(5)}");
                break;
            case 16:
                Shell.Run($"git checkout -q -f {(random.Next(2) == 0 ? "main" : "other")}", project);
                break;
            case 17:
                File.WriteAllText(Path.Combine(project, ".gitignore"), random.Next(2) == 0 ? "" : Changeable + "\n");
                break;
            case 18:
                Write(Path.Combine(project, "scratch", $"{random.Next(4)}.tmp"));
                break;
            default:
                Replace(AnyDirectory());
                break;
        }
    }

    private void Write(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        byte[] content = new byte[random.Next(4) == 0 ? random.Next(200_000) : random.Next(2_000)];
        random.NextBytes(content);
        File.WriteAllBytes(path, content);
    }

    private void FillDirectory(string directory)
    {
        for (int i = random.Next(30); i >= 0; i--)
        {
            Write(Path.Combine(directory, $"sub{random.Next(3)}", $"{i}"));
        }
    }

    /// <summary>Gone and made anew in one breath, as builds do it.</summary>
    private void Replace(string directory)
    {
        if (Directory.Exists(directory))
        {
            Directory.Delete(directory, recursive: true);
        }

        FillDirectory(directory);
    }

    private string AnyDirectory()
    {
        string directory = Path.Combine(project, $"d{random.Next(Directories)}");
        return random.Next(3) == 0 ? Path.Combine(directory, $"sub{random.Next(3)}") : directory;
    }

    private string AnyFile() => Path.Combine(AnyDirectory(), $"f{random.Next(Files)}");
}
