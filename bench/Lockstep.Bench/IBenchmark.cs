namespace Lockstep.Bench;

/// <summary>Something that can be measured and chosen by its name.</summary>
internal interface IBenchmark
{
    /// <summary>Short name, for <c>--only</c>.</summary>
    string Name { get; }

    /// <summary>What is done, for the table.</summary>
    string Title { get; }

    /// <summary>Measures it.</summary>
    void Run(Field field, Report report);
}

/// <summary>Where everything is measured.</summary>
/// <param name="Work">Its directories.</param>
/// <param name="Server">The target's side.</param>
/// <param name="Link">The long way there.</param>
/// <param name="Runs">How often what can be repeated is done.</param>
internal sealed record Field(Workplace Work, SshServer Server, LongLink Link, int Runs)
{
    /// <summary>The ssh command to host <c>box</c>, the short way or the long one.</summary>
    public string Ssh(bool isLong) => Server.Ssh(isLong ? Link.Port : Server.Port);

    /// <summary>A directory of its own for one measurement, empty.</summary>
    public string NewDirectory(string name)
    {
        string directory = Path.Combine(Work.Directory, "watch", name);
        Shell.Run($"rm -rf {directory} && mkdir -p {directory}");
        return directory;
    }

    /// <summary>Removes what <see cref="NewDirectory"/> made, with the state of targets beside it.</summary>
    public void RemoveDirectories() => Shell.Run($"rm -rf {Work.Directory}/watch");
}
